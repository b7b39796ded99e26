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
    /// <param name="pairs">The pairs.</param>
    /// <param name="least">The smallest absolute difference that matters, in the figures' unit.</param>
    public static Difference Of(IReadOnlyList<Pair> pairs, double least = 0) =>
        pairs.Count < FewestPairs ? Difference.TooFew : Judge(pairs, least, () => Chance(LogRatios(pairs)));

    /// <summary>What a difference comes to, whichever way its chance is found: none if it is too small to matter, or noise.</summary>
    /// <param name="pairs">What is set against one another; the medians over them decide whether it matters.</param>
    /// <param name="least">The smallest absolute difference that matters.</param>
    /// <param name="chance">How likely equal contenders are to differ by as much or more.</param>
    internal static Difference Judge(IReadOnlyList<Pair> pairs, double least, Func<double> chance)
    {
        double ratio = Median(LogRatios(pairs));
        bool matters = 1 - Math.Exp(-Math.Abs(ratio)) >= SmallestDifference
            && Math.Abs(Median([.. pairs.Select(pair => pair.First - pair.Second)])) >= least;
        return !matters || chance() > ErrorRate ? Difference.None
            : ratio > 0 ? Difference.Higher : Difference.Lower;
    }

    /// <summary>The first as a multiple of the second: the median over the pairs; not a number, or infinite, where the second is mostly 0.</summary>
    public static double Ratio(IReadOnlyList<Pair> pairs) => pairs.Count == 0 ? double.NaN : Math.Exp(Median(LogRatios(pairs)));

    /// <summary>How likely equal contenders are to differ by as much or more: the share of all ways to give the ranks signs.</summary>
    internal static double Chance(double[] logRatios)
    {
        double[] sorted = Array.FindAll(logRatios, ratio => ratio != 0);
        Array.Sort(sorted, (one, other) => Math.Abs(one).CompareTo(Math.Abs(other)));
        int[] ranks = DoubledRanks(sorted);
        int positive = 0, negative = 0;
        for (int i = 0; i < ranks.Length; i++)
        {
            positive += sorted[i] > 0 ? ranks[i] : 0;
            negative += sorted[i] > 0 ? 0 : ranks[i];
        }

        int smaller = Math.Min(positive, negative);
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

    private static double[] LogRatios(IReadOnlyList<Pair> pairs) => [.. pairs.Select(pair => pair.LogRatio)];

    private static double Median(double[] figures)
    {
        Array.Sort(figures);
        int middle = figures.Length / 2;
        return figures.Length % 2 == 1 || figures[middle - 1] == figures[middle] ? figures[middle] : (figures[middle - 1] + figures[middle]) / 2;
    }
}
