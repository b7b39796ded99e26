using Pollecho.Commands;
using Pollecho.Compare;
using Pollecho.Output.Comparison;

namespace Pollecho.Tests.Compare;

/// <summary>The reading of the four claims, on made-up figures.</summary>
public class CompareReadingTests
{
    private readonly CompareResult _result = new(new ComparePlan { Contenders = ContenderParser.ParseList("spin,sleep,select"), Reference = ContenderParser.Parse("spin") });

    /// <summary>Each claim as the notebook has it.</summary>
    public CompareReadingTests()
    {
        Set(Regime.Idle, "spin", (Metric.CpuPercent, 100), (Metric.OtherWorkPerSecond, 40_000));
        Set(Regime.Idle, "sleep", (Metric.CpuPercent, 4), (Metric.OtherWorkPerSecond, 900));
        Set(Regime.Idle, "select", (Metric.CpuPercent, 0.05), (Metric.OtherWorkPerSecond, 0));
        Set(Regime.Sparse, "spin", (Metric.P50, 30));
        Set(Regime.Sparse, "sleep", (Metric.P50, 600));
        Set(Regime.Sparse, "select", (Metric.P50, 60));
        Set(Regime.Saturated, "spin", (Metric.MessagesPerSecond, 100_000), (Metric.CpuPerMessage, 10));
        Set(Regime.Saturated, "sleep", (Metric.MessagesPerSecond, 50_000), (Metric.CpuPerMessage, 10));
        Set(Regime.Saturated, "select", (Metric.MessagesPerSecond, 100_000), (Metric.CpuPerMessage, 10));
        Set(Regime.Crowded, "spin", (Metric.P50, 2_000));
        Set(Regime.Crowded, "select", (Metric.P50, 500));
    }

    [Fact]
    public void All_four_claims_are_confirmed_where_the_figures_say_so()
    {
        Assert.Equal([1, 2, 3, 4], CompareReading.Of(_result).Select(reading => reading.Number));
        Assert.All(CompareReading.Of(_result), reading => Assert.Equal("confirmed on this machine", reading.Verdict.Words()));
        Assert.Contains("20.0 times as much", Findings(3), StringComparison.Ordinal);
        Assert.Contains("4.00 times as much", Findings(4), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, Verdict.Contradicted)]
    [InlineData(40_000, Verdict.Confirmed)]
    internal void Claim_1_is_of_other_work(double work, Verdict verdict)
    {
        Set(Regime.Idle, "spin", (Metric.CpuPercent, 100), (Metric.OtherWorkPerSecond, work));

        Assert.Equal(verdict, Read(1).Verdict);
    }

    [Fact]
    public void Claim_1_is_noise_where_a_blocked_loop_does_as_much()
    {
        Set(Regime.Idle, "select", (Metric.CpuPercent, 0.05), (Metric.OtherWorkPerSecond, 39_500));

        Assert.Equal(Verdict.NoDifference, Read(1).Verdict);
    }

    [Theory]
    [InlineData(100, Verdict.Confirmed)]
    [InlineData(51, Verdict.NoDifference)]
    [InlineData(20, Verdict.Contradicted)]
    internal void Claim_2_is_of_idle_CPU(double spin, Verdict verdict)
    {
        Set(Regime.Idle, "spin", (Metric.CpuPercent, spin));
        Set(Regime.Idle, "select", (Metric.CpuPercent, 50));

        Assert.Equal(verdict, Read(2).Verdict);
    }

    [Theory]
    [InlineData(600, 50_000, Verdict.Confirmed)]
    [InlineData(600, 99_000, Verdict.PartlyConfirmed)]
    [InlineData(30, 99_000, Verdict.NoDifference)]
    [InlineData(10, 200_000, Verdict.Contradicted)]
    [InlineData(10, 99_000, Verdict.Contradicted)]
    internal void Claim_3_is_of_delay_and_of_throughput(double delay, double throughput, Verdict verdict)
    {
        Set(Regime.Sparse, "sleep", (Metric.P50, delay));
        Set(Regime.Saturated, "sleep", (Metric.MessagesPerSecond, throughput));

        Assert.Equal(verdict, Read(3).Verdict);
    }

    [Theory]
    [InlineData(0.05, 500, Verdict.Confirmed)]
    [InlineData(0.05, 2_000, Verdict.PartlyConfirmed)]
    [InlineData(0.05, 4_000, Verdict.PartlyConfirmed)]
    [InlineData(100, 2_000, Verdict.NoDifference)]
    [InlineData(150, 4_000, Verdict.Contradicted)]
    internal void Claim_4_is_of_idle_CPU_and_of_delay_in_a_crowd(double cpu, double delay, Verdict verdict)
    {
        Set(Regime.Idle, "select", (Metric.CpuPercent, cpu));
        Set(Regime.Crowded, "select", (Metric.P50, delay));

        Assert.Equal(verdict, Read(4).Verdict);
    }

    [Theory]
    [InlineData(60, "the exception")]
    [InlineData(30.5, "no difference shown")]
    [InlineData(10, "a core of its own")]
    public void Claim_4_says_whether_spinning_answers_sooner(double select, string words)
    {
        Set(Regime.Sparse, "select", (Metric.P50, select));

        Assert.Contains(words, Findings(4), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_not_measured_is_said_to_be_so()
    {
        var nothing = new CompareResult(_result.Plan);

        Assert.All(CompareReading.Of(nothing), reading => Assert.Equal(Verdict.NotMeasured, reading.Verdict));
    }

    [Theory]
    [InlineData(6, 0, Verdict.Confirmed)]
    [InlineData(8, 2, Verdict.Confirmed)]
    [InlineData(5, 0, Verdict.TooFewRuns)]
    [InlineData(6, 1, Verdict.MachineBusy)]
    [InlineData(8, 8, Verdict.MachineBusy)]
    [InlineData(5, 5, Verdict.TooFewRuns)]
    internal void A_claim_is_judged_by_undisturbed_runs_only(int runs, int disturbed, Verdict verdict)
    {
        Set(_result, Regime.Idle, "spin", runs, disturbed, (Metric.CpuPercent, 100));
        Set(_result, Regime.Idle, "select", runs, disturbed: 0, (Metric.CpuPercent, 0.05));

        Assert.Equal(verdict, Read(2).Verdict);
    }

    [Fact]
    public void A_claim_of_two_figures_is_not_judged_by_one_of_them()
    {
        Set(_result, Regime.Sparse, "sleep", runs: 8, disturbed: 6, (Metric.P50, 600));

        Assert.Equal(Verdict.MachineBusy, Read(3).Verdict);
        Assert.Contains("not judged: this machine was busy", Findings(3), StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_are_compared_one_by_one()
    {
        // The ranges overlap by far, as the machine got slower; in each run select is the slower one.
        for (int run = 0; run < 8; run++)
        {
            Add(run, "spin", 100 * Math.Pow(1.3, run));
            Add(run, "select", 110 * Math.Pow(1.3, run));
        }

        var contrast = Contrast.Of(_result, Regime.Crowded, Metric.P50, "select", "spin");
        Assert.Equal(Verdict.Confirmed, contrast!.Verdict);
        Assert.Equal(1.1, contrast.Ratio!.Value, 9);

        void Add(int run, string contender, double value)
        {
            if (run == 0)
            {
                _result[Regime.Crowded, contender] = new();
            }

            _result[Regime.Crowded, contender]!.Add(run, new Dictionary<Metric, double> { [Metric.P50] = value }, disturbed: false);
        }
    }

    private void Set(Regime regime, string contender, params (Metric Metric, double Value)[] figures) =>
        Set(_result, regime, contender, runs: 6, disturbed: 0, figures);

    private static void Set(CompareResult result, Regime regime, string contender, int runs, int disturbed, params (Metric Metric, double Value)[] figures)
    {
        var set = new Figures();
        for (int run = 0; run < runs; run++)
        {
            set.Add(run, figures.ToDictionary(figure => figure.Metric, figure => figure.Value), run < disturbed);
        }

        result[regime, contender] = set;
    }

    private ClaimReading Read(int number) => CompareReading.Of(_result)[number - 1];

    private string Findings(int number) => string.Join("; ", Read(number).Findings(_result));
}
