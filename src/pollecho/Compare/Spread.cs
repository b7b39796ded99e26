namespace Pollecho.Compare;

/// <summary>One figure over several runs.</summary>
/// <param name="Median">The middle one, or the mean of the two in the middle.</param>
/// <param name="Min">The lowest.</param>
/// <param name="Max">The highest.</param>
internal sealed record Spread(double Median, double Min, double Max)
{
    /// <summary>A difference of less than this share of the larger is no difference.</summary>
    public const double Noise = 0.05;

    /// <summary>Of what was measured; null if nothing was.</summary>
    public static Spread? Of(IEnumerable<double> figures)
    {
        double[] sorted = [.. figures.Where(double.IsFinite).Order()];
        int middle = sorted.Length / 2;
        return sorted.Length switch
        {
            0 => null,
            _ when sorted.Length % 2 == 0 => new((sorted[middle - 1] + sorted[middle]) / 2, sorted[0], sorted[^1]),
            _ => new(sorted[middle], sorted[0], sorted[^1]),
        };
    }

    /// <summary>Whether the two cannot be told apart: their ranges overlap, or they differ by under 5%.</summary>
    public bool IsWithinNoiseOf(Spread other) =>
        (Min <= other.Max && other.Min <= Max)
        || Math.Abs(Median - other.Median) < Noise * Math.Max(Math.Abs(Median), Math.Abs(other.Median));

    /// <summary>This one as a multiple of another; null of nothing.</summary>
    public double? RatioTo(Spread other) => other.Median > 0 ? Median / other.Median : null;
}
