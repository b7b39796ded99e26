using Pollecho.Measurement;

namespace Pollecho.Tests.Measurement;

/// <summary>The rule that tells a difference of two sets of runs from noise: on known sets, and how often it errs on noise of several kinds.</summary>
public class UnpairedComparisonTests
{
    private const int Trials = 4_000;

    [Fact]
    public void The_chance_is_that_of_the_tables_of_the_rank_sum_test()
    {
        // 4 + 4 with U = 0, 5 + 5 with U = 2 (1 + 1 + 2 of 252 ways on each side), 2 + 8 with U = 0.
        Assert.Equal(2 / 70.0, UnpairedComparison.Chance([1, 2, 3, 4], [5, 6, 7, 8]), 12);
        Assert.Equal(2 / 70.0, UnpairedComparison.Chance([5, 6, 7, 8], [1, 2, 3, 4]), 12);
        Assert.Equal(8 / 252.0, UnpairedComparison.Chance([1, 2, 3, 4, 7], [5, 6, 8, 9, 10]), 12);
        Assert.Equal(2 / 45.0, UnpairedComparison.Chance([1, 2], [3, 4, 5, 6, 7, 8, 9, 10]), 12);
        Assert.Equal(1, UnpairedComparison.Chance([0, 0, 0, 0, 0], [0, 0, 0, 0, 0]));
    }

    [Fact]
    public void The_chance_is_the_share_of_all_ways_to_deal_the_figures_out_with_equal_ones_too()
    {
        var random = new Random(11);
        for (int trial = 0; trial < 200; trial++)
        {
            double[] first = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => random.Next(0, 5))];
            double[] second = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => random.Next(0, 5))];

            Assert.Equal(ByHand(first, second), UnpairedComparison.Chance(first, second), 12);
        }
    }

    [Fact]
    public void The_fewest_runs_are_the_first_that_can_show_a_difference()
    {
        Assert.True(UnpairedComparison.CanTell(UnpairedComparison.FewestRuns, UnpairedComparison.FewestRuns));
        Assert.False(UnpairedComparison.CanTell(UnpairedComparison.FewestRuns - 1, UnpairedComparison.FewestRuns - 1));
        Assert.True(UnpairedComparison.CanTell(2, 8));
        Assert.False(UnpairedComparison.CanTell(2, 7));
        Assert.False(UnpairedComparison.CanTell(1, 1));
        Assert.False(UnpairedComparison.CanTell(0, 50));
        Assert.False(UnpairedComparison.CanTell(50, 0));
        Assert.True(UnpairedComparison.CanTell(50, 50));
    }

    [Fact]
    public void Whether_it_can_tell_is_whether_sets_that_do_not_overlap_differ()
    {
        for (int first = 1; first <= 8; first++)
        {
            for (int second = 1; second <= 8; second++)
            {
                double chance = UnpairedComparison.Chance([.. Enumerable.Range(0, first).Select(i => (double)i)], [.. Enumerable.Range(100, second).Select(i => (double)i)]);
                Assert.Equal(chance <= PairedComparison.ErrorRate, UnpairedComparison.CanTell(first, second));
            }
        }
    }

    [Fact]
    public void A_difference_has_its_direction()
    {
        double[] low = [100, 101, 102, 103, 104], high = [110, 111, 112, 113, 114];

        Assert.Equal(Difference.Higher, UnpairedComparison.Of(high, low));
        Assert.Equal(Difference.Lower, UnpairedComparison.Of(low, high));
        Assert.Equal(Difference.None, UnpairedComparison.Of(low, [.. low.Select(figure => figure * 1.001)]));
        Assert.Equal(Difference.TooFew, UnpairedComparison.Of([1], [100]));
    }

    [Fact]
    public void One_too_small_to_matter_is_none_however_sure()
    {
        Assert.Equal(Difference.None, UnpairedComparison.Of([104, 104.1, 104.2, 104.3, 104.4], [100, 100.1, 100.2, 100.3, 100.4]));
        Assert.Equal(Difference.Higher, UnpairedComparison.Of([1, 1.1, 1.2, 1.3], [0.1, 0.2, 0.3, 0.4]));
        Assert.Equal(Difference.None, UnpairedComparison.Of([1, 1.1, 1.2, 1.3], [0.1, 0.2, 0.3, 0.4], least: 1));
    }

    [Fact]
    public void Something_where_nothing_was_is_a_difference()
    {
        Assert.Equal(Difference.Higher, UnpairedComparison.Of([3, 1, 2, 2, 1], [0, 0, 0, 0, 0]));
        Assert.Equal(Difference.Lower, UnpairedComparison.Of([0, 0, 0, 0, 0], [3, 1, 2, 2, 1]));
        Assert.Equal(Difference.None, UnpairedComparison.Of([0, 0, 0, 0, 0], [0, 0, 0, 0, 0]));
    }

    [Fact]
    public void The_ratio_is_the_median_over_all_pairs()
    {
        Assert.Equal(2, UnpairedComparison.Ratio([2, 20, 200], [1, 10, 100]), 9);
        Assert.Equal(4, UnpairedComparison.Ratio([4, 8], [1, 2]), 9);
        Assert.Equal(1, UnpairedComparison.Ratio([0], [0]));
        Assert.Equal(double.PositiveInfinity, UnpairedComparison.Ratio([5], [0]));
    }

    [Theory]
    [InlineData("even")]
    [InlineData("heavy-tailed")]
    [InlineData("two modes")]
    [InlineData("drift")]
    public void Of_two_equal_sets_of_five_at_most_5_per_cent_are_found_to_differ(string noise)
    {
        var random = new Random(31);
        int different = Enumerable.Range(0, Trials).Count(_ => Of(random, noise, scatter: 0.2, slower: 1) is Difference.Higher or Difference.Lower);

        // Three standard deviations of a count of so many trials above the rate that is promised.
        Assert.True(different <= (Trials * PairedComparison.ErrorRate) + (3 * Math.Sqrt(Trials * 0.05 * 0.95)), $"{different} of {Trials}");
    }

    [Fact]
    public void One_that_is_slower_by_10_per_cent_is_found_in_19_of_20_where_runs_scatter_by_3()
    {
        var random = new Random(8);
        int found = Enumerable.Range(0, Trials).Count(_ => Of(random, "even", scatter: 0.03, slower: 1.1) == Difference.Higher);

        Assert.True(found >= Trials * 0.95, $"{found} of {Trials}");
    }

    /// <summary>Two sets of five runs made in turn.</summary>
    private static Difference Of(Random random, string noise, double scatter, double slower)
    {
        var figures = new double[10];
        double drift = 1;
        for (int i = 0; i < figures.Length; i++)
        {
            drift *= noise == "drift" ? Math.Exp(scatter * Normal(random)) : 1;
            figures[i] = 100 * drift * Noise(random, noise, scatter) * (i % 2 == 0 ? slower : 1);
        }

        return UnpairedComparison.Of([.. figures.Where((_, i) => i % 2 == 0)], [.. figures.Where((_, i) => i % 2 == 1)]);
    }

    /// <summary>A factor: even noise; a tenth of the runs slowed by up to many times; or one of two speeds, 35% apart.</summary>
    private static double Noise(Random random, string noise, double scatter) => Math.Exp(scatter * Normal(random)) * noise switch
    {
        "heavy-tailed" => random.NextDouble() < 0.1 ? Math.Pow(random.NextDouble(), -0.5) : 1,
        "two modes" => random.NextDouble() < 0.5 ? 1.35 : 1,
        _ => 1,
    };

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>The same by going through every way to take so many of the figures.</summary>
    private static double ByHand(double[] first, double[] second)
    {
        double[] all = [.. first, .. second];
        double[] ranks = [.. all.Select(one => all.Count(other => other < one) + ((all.Count(other => other == one) + 1) / 2.0))];
        double expected = first.Length * (all.Length + 1) / 2.0;
        double off = Math.Abs(ranks.Take(first.Length).Sum() - expected);
        int[] ways = [.. Enumerable.Range(0, 1 << all.Length).Where(way => int.PopCount(way) == first.Length)];
        return ways.Count(way => Math.Abs(ranks.Where((_, i) => (way >> i & 1) == 1).Sum() - expected) >= off - 1e-9) / (double)ways.Length;
    }
}
