namespace Pollecho.Measurement;

/// <summary>
/// Whether two sets of runs differ: <see cref="PairedComparison"/>'s rule where no run of the one belongs to a run of the
/// other. The test is Wilcoxon's for that case, the two-sided rank-sum test, exact, with equal figures too; the error rate
/// and the smallest difference that matters are the same.
/// </summary>
/// <remarks>
/// It takes each run for a draw of its own: that all runs met the same conditions, whichever set they are of. What changes
/// between the two sets without being the change in question (the machine's temperature, its neighbours, one start of the
/// server for all of a set) is found as a difference. Runs made in turn, each with a server started for it, have no such
/// error; a drift that meets both sets alike then only makes a difference harder to find. Pairing runs made in turn
/// would find a difference through more drift, but not with fewer than <see cref="PairedComparison.FewestPairs"/> of each.
/// </remarks>
internal static class UnpairedComparison
{
    /// <summary>With fewer runs of each not even sets that do not overlap could show a difference: of 2 × 3, one in 10 does by chance.</summary>
    public const int FewestRuns = 4;

    /// <summary>Compares the first set with the second. Time grows with the fourth power of the number of runs: up to 50 of each take milliseconds.</summary>
    /// <param name="first">Finite figures, none negative, one a run.</param>
    /// <param name="second">Figures of the same kind; there may be more of them, or fewer.</param>
    /// <param name="least">The smallest absolute difference that matters, in the figures' unit.</param>
    public static Difference Of(IReadOnlyList<double> first, IReadOnlyList<double> second, double least = 0) =>
        CanTell(first.Count, second.Count) ? PairedComparison.Judge(Pairs(first, second), least, () => Chance(first, second)) : Difference.TooFew;

    /// <summary>
    /// The first as a multiple of the second: the median over all pairs of a run of the one with a run of the other (Hodges and
    /// Lehmann), which scatters less than the ratio of the medians; not a number, or infinite, where the second is mostly 0.
    /// </summary>
    public static double Ratio(IReadOnlyList<double> first, IReadOnlyList<double> second) => PairedComparison.Ratio(Pairs(first, second));

    /// <summary>Whether sets with these numbers of runs can show any difference: as those do that do not overlap.</summary>
    public static bool CanTell(int first, int second)
    {
        double ways = 1;
        for (int i = 1; i <= first; i++)
        {
            ways *= (second + i) / (double)i;
        }

        return first > 0 && second > 0 && 2 / ways <= PairedComparison.ErrorRate;
    }

    /// <summary>
    /// How likely sets of equal contenders are to differ by as much or more: of all ways to take the first set's number from
    /// the figures of both, the share whose ranks sum up to something at least as far from what is expected.
    /// </summary>
    internal static double Chance(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        double[] sorted = [.. first, .. second];
        Array.Sort(sorted);
        int[] ranks = PairedComparison.DoubledRanks(sorted);
        int expected = first.Count * (sorted.Length + 1);
        int found = 0;
        foreach (double figure in first)
        {
            found += ranks[Array.BinarySearch(sorted, figure)];
        }

        int off = Math.Abs(found - expected);

        // By the number of figures taken and the sum of their ranks: the ways to take them.
        double[,] ways = new double[first.Count + 1, (2 * expected) + 1];
        ways[0, 0] = 1;
        int highest = 0;
        for (int i = 0; i < ranks.Length; i++)
        {
            highest = Math.Min(highest + ranks[i], 2 * expected);
            for (int taken = Math.Min(i + 1, first.Count); taken > 0; taken--)
            {
                for (int sum = highest; sum >= ranks[i]; sum--)
                {
                    ways[taken, sum] += ways[taken - 1, sum - ranks[i]];
                }
            }
        }

        double all = 0, asFar = 0;
        for (int sum = 0; sum <= 2 * expected; sum++)
        {
            all += ways[first.Count, sum];
            asFar += Math.Abs(sum - expected) >= off ? ways[first.Count, sum] : 0;
        }

        return asFar / all;
    }

    private static List<Pair> Pairs(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        var pairs = new List<Pair>(first.Count * second.Count);
        foreach (double one in first)
        {
            foreach (double other in second)
            {
                pairs.Add(new(one, other));
            }
        }

        return pairs;
    }
}
