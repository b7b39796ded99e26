namespace Pollecho.Measurement;

/// <summary>
/// Whether two contenders differ, from figures that were measured in pairs, side by side: the two-sided Wilcoxon
/// signed-rank test, exact, on the logarithms of the ratios. Of two equal contenders it finds a difference in at most
/// <see cref="ErrorRate"/> of the comparisons, whatever the noise, as long as it meets both alike.
/// </summary>
/// <remarks>
/// tests/bench/paired.py is the same rule for the benchmarks; paired_cases.csv there holds both to the same answers.
/// </remarks>
internal static class PairedComparison
{
    /// <summary>How often two equal contenders are found to differ, at most.</summary>
    public const double ErrorRate = 0.05;

    /// <summary>A difference of less than this share of the larger figure is too small to matter.</summary>
    public const double SmallestDifference = 0.05;

    /// <summary>With fewer pairs not even those that all point the same way could show a difference: 2 × ½⁵ is over 5%.</summary>
    public const int FewestPairs = 6;

    /// <summary>Compares the first of each pair with the second. Time grows with the cube of the number of pairs.</summary>
    /// <param name="pairs">Finite figures, none negative.</param>
    /// <param name="least">The smallest absolute difference that matters, in the figures' unit.</param>
    public static Difference Of(IReadOnlyList<(double First, double Second)> pairs, double least = 0) =>
        pairs.Count < FewestPairs ? Difference.TooFew : Judge(pairs, least, () => Chance(pairs.Select(LogRatio)));

    /// <summary>What a difference comes to, whichever way its chance is found: none if it is too small to matter, or noise.</summary>
    /// <param name="pairs">What is set against one another; the medians over them decide whether it matters.</param>
    /// <param name="least">The smallest absolute difference that matters.</param>
    /// <param name="chance">How likely equal contenders are to differ by as much or more.</param>
    internal static Difference Judge(IReadOnlyList<(double First, double Second)> pairs, double least, Func<double> chance)
    {
        double ratio = Median([.. pairs.Select(LogRatio)]);
        bool matters = 1 - Math.Exp(-Math.Abs(ratio)) >= SmallestDifference
            && Math.Abs(Median([.. pairs.Select(pair => pair.First - pair.Second)])) >= least;
        return !matters || chance() > ErrorRate ? Difference.None
            : ratio > 0 ? Difference.Higher : Difference.Lower;
    }

    /// <summary>The first as a multiple of the second: the median over the pairs; not a number, or infinite, where the second is mostly 0.</summary>
    public static double Ratio(IReadOnlyList<(double First, double Second)> pairs) =>
        pairs.Count == 0 ? double.NaN : Math.Exp(Median([.. pairs.Select(LogRatio)]));

    /// <summary>How likely equal contenders are to differ by as much or more: the share of all ways to give the ranks signs.</summary>
    internal static double Chance(IEnumerable<double> logRatios)
    {
        double[] sorted = [.. logRatios.Where(ratio => ratio != 0).OrderBy(Math.Abs)];
        int[] ranks = DoubledRanks(sorted);
        int positive = ranks.Where((_, i) => sorted[i] > 0).Sum();
        int smaller = Math.Min(positive, ranks.Sum() - positive);
        double[] share = new double[smaller + 1];
        share[0] = 1;
        foreach (int rank in ranks)
        {
            for (int sum = smaller; sum >= 0; sum--)
            {
                share[sum] = (share[sum] + (sum >= rank ? share[sum - rank] : 0)) / 2;
            }
        }

        return Math.Min(1, 2 * share.Sum());
    }

    /// <summary>Twice each one's rank by size, from 2; those of equal size share the mean of their ranks.</summary>
    internal static int[] DoubledRanks(double[] sorted)
    {
        int[] ranks = new int[sorted.Length];
        for (int first = 0, next; first < sorted.Length; first = next)
        {
            for (next = first + 1; next < sorted.Length && Math.Abs(sorted[next]) == Math.Abs(sorted[first]); next++)
            {
            }

            ranks.AsSpan(first, next - first).Fill(first + 1 + next);
        }

        return ranks;
    }

    /// <summary>0 for equal figures, two zeros included; infinite where one of them is 0.</summary>
    private static double LogRatio((double First, double Second) pair) =>
        pair.First == pair.Second ? 0 : Math.Log(pair.First) - Math.Log(pair.Second);

    private static double Median(double[] figures)
    {
        Array.Sort(figures);
        int middle = figures.Length / 2;
        return figures.Length % 2 == 1 || figures[middle - 1] == figures[middle] ? figures[middle] : (figures[middle - 1] + figures[middle]) / 2;
    }
}
