namespace Pollecho.Commands;

/// <summary>From which rate to which a sweep goes, in messages a second.</summary>
internal sealed record RateRange(double Lowest, double Highest);
