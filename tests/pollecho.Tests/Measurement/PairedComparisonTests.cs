using System.Globalization;
using Pollecho.Measurement;

namespace Pollecho.Tests.Measurement;

/// <summary>The rule that tells a difference from noise: on known pairs, and how often it errs on noise of several kinds.</summary>
public class PairedComparisonTests
{
    private const int Trials = 4_000;

    private static readonly string[] NoiseKinds = ["even", "heavy-tailed", "two modes", "drift"];

    /// <summary>As many as `compare --quick`, `compare` and a long one have.</summary>
    private static readonly int[] PairCounts = [6, 8, 24];

    /// <summary>The cases that the benchmarks' rule is held to as well.</summary>
    public static TheoryData<string, string, string, double, string> Cases
    {
        get
        {
            TheoryData<string, string, string, double, string> cases = [];
            foreach (string[] cells in File.ReadLines(Path.Combine(Root(), "tests", "bench", "paired_cases.csv")).Skip(1).Select(line => line.Split(',')))
            {
                cases.Add(cells[0], cells[1], cells[2], double.Parse(cells[3], CultureInfo.InvariantCulture), cells[4]);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_known_case_has_the_known_answer(string name, string first, string second, double least, string answer)
    {
        Pair[] pairs = [.. Numbers(first).Zip(Numbers(second), (one, other) => new Pair(one, other))];
        Difference expected = answer switch
        {
            "higher" => Difference.Higher,
            "lower" => Difference.Lower,
            "none" => Difference.None,
            "too_few" => Difference.TooFew,
            _ => throw new ArgumentException($"What is '{answer}'?", nameof(answer)),
        };

        Assert.True(expected == PairedComparison.Of(pairs, least), name);
    }

    [Fact]
    public void The_chance_is_the_share_of_the_signs_that_go_as_far()
    {
        // The tables of the signed-rank test: n = 6, W = 0 and n = 8, W = 3.
        Assert.Equal(2 / 64.0, PairedComparison.Chance([1, 2, 3, 4, 5, 6]));
        Assert.Equal(10 / 256.0, PairedComparison.Chance([-1, -2, 3, 4, 5, 6, 7, 8]));
        Assert.Equal(10 / 256.0, PairedComparison.Chance([1, 2, -3, -4, -5, -6, -7, -8]));
        Assert.Equal(1, PairedComparison.Chance([]));
    }

    [Fact]
    public void The_fewest_pairs_are_the_first_that_can_show_a_difference()
    {
        Assert.True(PairedComparison.Chance([.. Enumerable.Repeat(1.0, PairedComparison.FewestPairs)]) <= PairedComparison.ErrorRate);
        Assert.True(PairedComparison.Chance([.. Enumerable.Repeat(1.0, PairedComparison.FewestPairs - 1)]) > PairedComparison.ErrorRate);
    }

    [Fact]
    public void The_ratio_is_the_median_of_the_pairs()
    {
        Assert.Equal(2, PairedComparison.Ratio([new(2, 1), new(10, 5), new(90, 10)]), 9);
        Assert.Equal(0, PairedComparison.Ratio([new(0, 5), new(0, 1)]));
        Assert.Equal(double.PositiveInfinity, PairedComparison.Ratio([new(5, 0)]));
        Assert.Equal(double.NaN, PairedComparison.Ratio([]));
    }

    [Theory]
    [MemberData(nameof(Noises))]
    public void Of_two_equal_contenders_at_most_5_per_cent_are_found_to_differ(string noise, int pairs)
    {
        var random = new Random(20_24);
        int different = Enumerable.Range(0, Trials).Count(_ => IsDifferent(Of(random, noise, pairs, slower: 1)));

        // Three standard deviations of a count of so many trials above the rate that is promised.
        Assert.True(different <= Trials * PairedComparison.ErrorRate + (3 * Math.Sqrt(Trials * 0.05 * 0.95)), $"{different} of {Trials}");
    }

    [Theory]
    [InlineData("even", 6)]
    [InlineData("even", 8)]
    [InlineData("heavy-tailed", 24)]
    [InlineData("even", 24)]
    [InlineData("two modes", 100)]
    public void One_that_is_slower_by_10_per_cent_is_found_in_9_of_10(string noise, int pairs)
    {
        var random = new Random(7);
        int found = Enumerable.Range(0, Trials).Count(_ => Of(random, noise, pairs, slower: 1.1) == Difference.Higher);

        Assert.True(found >= Trials * 0.9, $"{found} of {Trials}");
    }

    /// <summary>Each kind of noise with each number of pairs.</summary>
    public static TheoryData<string, int> Noises => new(from noise in NoiseKinds from pairs in PairCounts select (noise, pairs));

    private static bool IsDifferent(Difference difference) => difference is Difference.Lower or Difference.Higher;

    private static Difference Of(Random random, string noise, int pairs, double slower)
    {
        var figures = new Pair[pairs];
        double drift = 1;
        for (int i = 0; i < pairs; i++)
        {
            drift *= Math.Exp(0.2 * Normal(random));
            double shared = noise == "drift" ? drift : 1;
            figures[i] = new(100 * shared * slower * Noise(random, noise), 100 * shared * Noise(random, noise));
        }

        return PairedComparison.Of(figures);
    }

    /// <summary>A factor: 3% of even noise; a tenth of the windows slowed by up to many times; or one of two speeds, 35% apart.</summary>
    private static double Noise(Random random, string noise) => Math.Exp(0.03 * Normal(random)) * noise switch
    {
        "heavy-tailed" => random.NextDouble() < 0.1 ? Math.Pow(random.NextDouble(), -0.5) : 1,
        "two modes" => random.NextDouble() < 0.5 ? 1.35 : 1,
        _ => 1,
    };

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static double[] Numbers(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => double.Parse(word, CultureInfo.InvariantCulture))];

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "pollecho.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"There is no pollecho.sln above {AppContext.BaseDirectory}.");
    }
}
