using CsCheck;
using Pollecho.Sweep;

namespace Pollecho.Tests.Sweep;

/// <summary>The search against servers that are made up.</summary>
public class KneeSearchTests
{
    private const double Resolution = 0.02;

    private static readonly IReadOnlyList<double> Doubles = RateLadder.Doubling(100, 10e6);

    [Fact]
    public void A_server_s_capacity_is_found_to_within_the_resolution_and_never_above() => Gen.Double[101, 9e6].Sample(capacity =>
    {
        var search = new KneeSearch(Doubles, Resolution);
        List<(double Rate, SweepPhase Phase)> steps = Run(search, rate => rate <= capacity ? StepOutcome.Kept : StepOutcome.FarFromKept);

        Assert.True(search.IsFound);
        Assert.InRange(search.Kept!.Value, capacity / (1 + Resolution) * 0.999, capacity);
        Assert.InRange(search.NotKept!.Value, capacity, search.Kept.Value * (1 + Resolution) * 1.001);
        Assert.Equal(1 + KneeSearch.Confirmations, steps.Count(step => step.Rate == search.Kept));
        Assert.Equal(KneeSearch.Confirmations, steps.Count(step => step.Phase == SweepPhase.Confirmation));
        Assert.Equal(steps.Count, steps.TakeWhile(step => step.Phase == SweepPhase.Growth).Count() + steps.Count(step => step.Phase == SweepPhase.Bisection) + KneeSearch.Confirmations);
    });

    [Fact]
    public void It_ends_whatever_the_outcomes_and_a_knee_was_kept_three_times_and_not_lost_since() => Gen.Int.Array[400].Sample(choices =>
    {
        int next = 0;
        var all = new List<(double Rate, StepOutcome Outcome)>();
        var search = new KneeSearch(Doubles, Resolution);
        while (search.Next is { } rate && all.Count < choices.Length)
        {
            var outcome = (StepOutcome)((uint)choices[next++] % 4);
            all.Add((rate, outcome));
            search.Add(outcome);
        }

        Assert.Null(search.Next);
        if (search.IsFound)
        {
            StepOutcome[] ofKnee = [.. all.Where(step => step.Rate == search.Kept).Select(step => step.Outcome)];
            Assert.InRange(ofKnee.Count(outcome => outcome == StepOutcome.Kept), 3, int.MaxValue);
            Assert.Equal(StepOutcome.Kept, ofKnee[^1]);
            Assert.True(search.NotKept > search.Kept);
        }
    });

    [Theory]
    [InlineData("INK")]
    [InlineData("NIK")]
    [InlineData("IINK")]
    public void What_the_client_spoilt_does_not_make_a_single_bad_step_count(string outcomes)
    {
        var search = new KneeSearch([100, 200], Resolution);
        foreach (char outcome in outcomes)
        {
            Assert.Equal(100, search.Next);
            search.Add(outcome switch { 'I' => StepOutcome.Invalid, 'N' => StepOutcome.NotKept, _ => StepOutcome.Kept });
        }

        Assert.Equal((200, 100, null), (search.Next, search.Kept, search.NotKept));
    }

    [Fact]
    public void One_bad_step_anywhere_does_not_change_the_knee() => Gen.Select(Gen.Double[150, 9e6], Gen.Int[0, 40], Gen.Bool).Sample((capacity, bad, isClients) =>
    {
        var undisturbed = new KneeSearch(Doubles, Resolution);
        Run(undisturbed, rate => rate <= capacity ? StepOutcome.Kept : StepOutcome.FarFromKept);
        int step = 0;
        var disturbed = new KneeSearch(Doubles, Resolution);
        Run(disturbed, rate => step++ == bad ? (isClients ? StepOutcome.Invalid : StepOutcome.NotKept) : rate <= capacity ? StepOutcome.Kept : StepOutcome.FarFromKept);

        Assert.Equal((undisturbed.Kept, undisturbed.NotKept, true), (disturbed.Kept, disturbed.NotKept, disturbed.IsFound));
    });

    [Fact]
    public void What_a_client_cannot_drive_is_no_knee_of_the_server() => Gen.Select(Gen.Double[150, 9e6], Gen.Double[1.05, 3]).Sample((client, factor) =>
    {
        var search = new KneeSearch(Doubles, Resolution);
        Run(search, rate => rate <= client ? StepOutcome.Kept : rate <= client * factor ? StepOutcome.Invalid : StepOutcome.FarFromKept);

        Assert.False(search.IsFound);
        Assert.False(search.IsServers);
        Assert.InRange(search.Kept!.Value, client / (1 + Resolution) * 0.999, client);
    });

    [Fact]
    public void What_the_client_spoils_of_the_last_bisection_leaves_the_knee_nearly_as_well_known() => Gen.Double[150, 9e6].Sample(capacity =>
    {
        var search = new KneeSearch(Doubles, Resolution);
        Run(search, rate => rate <= capacity ? StepOutcome.Kept : rate <= capacity * (1 + Resolution) ? StepOutcome.Invalid : StepOutcome.FarFromKept);

        Assert.Equal(search.IsServers, search.IsFound);
        Assert.InRange(search.Kept!.Value, capacity / Math.Pow(1 + Resolution, 2) * 0.999, capacity);
        Assert.True(!search.IsFound || search.NotKept > capacity * (1 + Resolution));
    });

    [Fact]
    public void A_rate_that_the_client_spoils_between_two_that_are_close_does_not_hide_the_knee()
    {
        var search = new KneeSearch([100, 103], Resolution);

        Run(search, rate => rate == 100 ? StepOutcome.Kept : rate == 103 ? StepOutcome.FarFromKept : StepOutcome.Invalid);

        Assert.Equal((100, 103, true), (search.Kept, search.NotKept, search.IsFound));
    }

    [Fact]
    public void A_knee_that_is_not_kept_again_is_lowered_and_looked_for_again_above() => Gen.Select(Gen.Double[150, 5e6], Gen.Double[1.01, 1.8]).Sample((capacity, luck) =>
    {
        var search = new KneeSearch(Doubles, Resolution);
        var measured = new HashSet<double>();

        // Above its capacity it keeps a rate once, by chance.
        List<(double Rate, SweepPhase Phase)> steps = Run(search, rate => rate <= capacity || (rate <= capacity * luck && measured.Add(rate)) ? StepOutcome.Kept : StepOutcome.FarFromKept);

        Assert.True(search.IsFound);
        Assert.InRange(search.Kept!.Value, capacity / (1 + Resolution) * 0.999, capacity);
        Assert.InRange(search.NotKept!.Value, capacity, search.Kept.Value * (1 + Resolution) * 1.001);
        Assert.InRange(steps.Count(step => step.Rate == search.Kept), 1 + KneeSearch.Confirmations, int.MaxValue);
    });

    [Fact]
    public void The_steps_left_after_a_confirmation_that_failed_are_never_more_than_it_takes() => Gen.Double[150, 5e6].Sample(capacity =>
    {
        var search = new KneeSearch(Doubles, Resolution);
        var measured = new HashSet<double>();
        var told = new List<(int Left, SweepPhase Phase)>();
        Run(search, rate =>
        {
            told.Add((search.StepsLeft, search.Phase));
            return rate <= capacity || (rate <= capacity * 1.2 && measured.Add(rate)) ? StepOutcome.Kept : StepOutcome.FarFromKept;
        });

        Assert.Equal(0, search.StepsLeft);
        Assert.All(told, (one, i) => Assert.InRange(one.Left, 1, told.Count - i + 1));
    });

    [Fact]
    public void A_server_that_keeps_not_even_the_lowest_rate_has_none()
    {
        var search = new KneeSearch([100, 200, 400], Resolution);

        Assert.Equal([100.0, 100.0], Run(search, _ => StepOutcome.NotKept).Select(step => step.Rate));
        Assert.Equal((null, 100, true, false), (search.Kept, search.NotKept, search.IsServers, search.IsFound));
    }

    [Fact]
    public void Where_every_rate_is_kept_the_knee_is_higher()
    {
        var search = new KneeSearch([100, 200, 400], Resolution);

        Assert.Equal([100, 200, 400], Run(search, _ => StepOutcome.Kept).Select(step => step.Rate));
        Assert.Equal((400, null, false), (search.Kept, search.NotKept, search.IsFound));
    }

    [Fact]
    public void The_steps_left_are_never_more_than_it_takes_and_after_the_growth_exact() => Gen.Double[101, 9e6].Sample(capacity =>
    {
        var search = new KneeSearch(Doubles, Resolution);
        var told = new List<(int Left, SweepPhase Phase)>();
        Run(search, rate =>
        {
            told.Add((search.StepsLeft, search.Phase));
            return rate <= capacity ? StepOutcome.Kept : StepOutcome.FarFromKept;
        });

        Assert.Equal(0, search.StepsLeft);
        Assert.All(told, (one, i) => Assert.InRange(one.Left, one.Phase == SweepPhase.Growth ? 1 : told.Count - i - 1, told.Count - i + 1));
    });

    private static List<(double Rate, SweepPhase Phase)> Run(KneeSearch search, Func<double, StepOutcome> server)
    {
        List<(double, SweepPhase)> steps = [];
        while (search.Next is { } rate)
        {
            Assert.True(steps.Count < 200, "It does not end.");
            steps.Add((rate, search.Phase));
            search.Add(server(rate));
        }

        return steps;
    }
}
