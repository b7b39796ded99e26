namespace Pollecho.Output.Charts;

/// <summary>A mark in its place, in SVG units.</summary>
/// <param name="X">To the right.</param>
/// <param name="Y">Downwards.</param>
/// <param name="Name">What its label says.</param>
/// <param name="Style">How it is drawn.</param>
internal sealed record ChartMark(double X, double Y, string Name, MarkStyle Style);
