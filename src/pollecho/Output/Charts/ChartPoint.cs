namespace Pollecho.Output.Charts;

/// <summary>A point that a curve goes through, by the axes of the chart.</summary>
/// <param name="X">To the right.</param>
/// <param name="Y">Upwards.</param>
/// <param name="IsMarked">Whether it has a mark.</param>
internal sealed record ChartPoint(double X, double Y, bool IsMarked);
