namespace Pollecho.Compare;

/// <summary>A contender of which something could not be measured.</summary>
/// <param name="Contender">Its name.</param>
/// <param name="Reason">What happened, in one line.</param>
internal sealed record CompareFailure(string Contender, string Reason);
