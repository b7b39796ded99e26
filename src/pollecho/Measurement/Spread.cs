namespace Pollecho.Measurement;

/// <summary>One figure over several runs.</summary>
/// <param name="Median">The middle one, or the mean of the two in the middle.</param>
/// <param name="Min">The lowest.</param>
/// <param name="Max">The highest.</param>
internal sealed record Spread(double Median, double Min, double Max)
{
    /// <summary>The spread of these figures; null if there are none.</summary>
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
}
