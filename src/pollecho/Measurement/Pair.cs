namespace Pollecho.Measurement;

/// <summary>Two figures that are set against one another; finite, none negative.</summary>
internal sealed record Pair(double First, double Second)
{
    /// <summary>The logarithm of their ratio: 0 for equal figures, two zeros included; infinite where one of them is 0.</summary>
    public double LogRatio => First == Second ? 0 : Math.Log(First) - Math.Log(Second);
}
