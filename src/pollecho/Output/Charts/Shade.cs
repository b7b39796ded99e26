namespace Pollecho.Output.Charts;

/// <summary>A colour, as the reader's system is light or dark.</summary>
/// <param name="Light">On a light ground, as <c>#rrggbb</c>.</param>
/// <param name="Dark">On a dark ground.</param>
internal sealed record Shade(string Light, string Dark);
