namespace Pollecho.Diff;

/// <summary>A figure of one run.</summary>
/// <param name="Figure">Which.</param>
/// <param name="Value">Its value; null where too few samples lie beyond a percentile for it to be known.</param>
internal sealed record FigureValue(ComparedFigure Figure, double? Value);
