using System.Diagnostics;
using Pollecho.Client;
using Pollecho.Results;
using Pollecho.Sweep;
using Pollecho.Tests.Client;

namespace Pollecho.Tests.Sweep;

public class StepJudgeTests
{
    // 20,000 a second for 10 s; responses take 1.01 to 1.21 ms.
    private static readonly RunOptions Options = RunSamples.Open;

    [Fact]
    public void A_rate_that_was_answered_with_the_condition_kept_is_kept() => Assert.Equal((StepOutcome.Kept, StepFault.None), Judge("p99<2ms", _ => { }));

    [Fact]
    public void A_condition_that_does_not_hold_is_not_kept() => Assert.Equal((StepOutcome.NotKept, StepFault.Condition), Judge("p99<1ms", _ => { }));

    [Fact]
    public void A_condition_whose_figure_is_not_known_does_not_hold() =>
        Assert.Equal((StepOutcome.NotKept, StepFault.Condition), Judge("tcp_retransmits<5", result => result.Tcp = null));

    [Theory]
    [InlineData(197_998, StepOutcome.Kept, StepFault.None)]
    [InlineData(197_997, StepOutcome.NotKept, StepFault.Rate)]
    [InlineData(179_998, StepOutcome.NotKept, StepFault.Rate)]
    [InlineData(179_997, StepOutcome.FarFromKept, StepFault.Rate)]
    public void A_rate_is_kept_only_if_it_was_reached(long replies, object outcome, object fault) =>
        Assert.Equal(((StepOutcome)outcome, (StepFault)fault), Judge("p99<1s", result => result.Replies = replies));

    [Fact]
    public void A_fault_is_no_chance() => Assert.Equal((StepOutcome.FarFromKept, StepFault.Faults), Judge("p99<2ms", result => result.Faults.TimedOut = 1));

    [Fact]
    public void A_message_that_was_never_sent_is_a_fault() => Assert.Equal((StepOutcome.FarFromKept, StepFault.Faults), Judge("p99<2ms", result => result.Unsent = 1));

    [Fact]
    public void Where_the_client_did_not_come_to_what_was_due_the_step_is_invalid() => Assert.Equal((StepOutcome.Invalid, StepFault.ClientTooSlow), Judge("p99<1ms", result => result.Untaken = 2_000));

    [Fact]
    public void Where_the_client_took_messages_up_late_the_step_is_invalid() =>
        Assert.Equal((StepOutcome.Invalid, StepFault.ClientLate), Judge("p99<1ms", result => result.SendDelay = RunSamples.Same(500_000, 200_000)));

    [Fact]
    public void That_is_no_reason_for_a_condition_on_something_else() =>
        Assert.Equal((StepOutcome.NotKept, StepFault.Condition), Judge("rate>50k", result => result.SendDelay = RunSamples.Same(500_000, 200_000)));

    [Fact]
    public void Where_the_client_had_no_time_to_spare_the_step_is_invalid() => Assert.Equal((StepOutcome.Invalid, StepFault.ClientBusy), Judge("p99<1ms", result =>
    {
        result.EmptyTurns = 0;
        result.Cpu = TimeSpan.FromSeconds(9.5);
    }));

    [Fact]
    public void Where_the_client_was_stopped_the_step_is_invalid() => Assert.Equal((StepOutcome.Invalid, StepFault.ClientKeptOff), Judge("p99<1ms", Stopped(30)));

    [Theory]
    [InlineData(500_000, StepOutcome.Invalid, StepFault.ClientKeptOff)]
    [InlineData(200_000, StepOutcome.NotKept, StepFault.Condition)]
    public void Where_the_client_waited_for_a_processor_the_step_is_invalid_if_a_message_was_held_up_for_a_good_part_of_the_delay(long longest, object outcome, object fault) =>
        Assert.Equal(((StepOutcome)outcome, (StepFault)fault), Judge("p99<1ms", result =>
        {
            result.RunQueueWait = TimeSpan.FromSeconds(0.6);
            result.SendDelay!.Record(longest * Stopwatch.Frequency / 1_000_000_000);
        }));

    [Fact]
    public void Short_waits_for_a_processor_do_not_add_up_to_a_delay_of_the_client_s_making() => Assert.Equal((StepOutcome.NotKept, StepFault.Condition), Judge("p99<10ms", result =>
    {
        // Two per cent over the capacity: what waits at the server grows to 50 ms, however busy the client's machine is.
        result.RunQueueWait = TimeSpan.FromSeconds(3);
        result.SendDelay = RunSamples.Same(4_000_000, 200_000);
        result.Response = RunSamples.Same(50_000_000, 200_000);
    }));

    [Fact]
    public void A_delay_far_longer_than_the_client_was_kept_off_is_the_server_s() => Assert.Equal((StepOutcome.NotKept, StepFault.Condition), Judge("p99<1ms", result =>
    {
        Stopped(30)(result);
        result.Response = RunSamples.Same(200_000_000, 200_000);
    }));

    [Fact]
    public void What_was_kept_is_kept_whatever_the_client_added() => Assert.Equal((StepOutcome.Kept, StepFault.None), Judge("p99<2ms", Stopped(30)));

    [Fact]
    public void Without_a_condition_a_rate_need_only_be_reached() => Assert.Equal((StepOutcome.Kept, StepFault.None), Judge(null, _ => { }));

    private static Action<RunResult> Stopped(int milliseconds) => result => result.Stalled = result.LongestStall = TimeSpan.FromMilliseconds(milliseconds);

    private static (StepOutcome Outcome, StepFault Fault) Judge(string? condition, Action<RunResult> change)
    {
        RunResult result = RunSamples.GoodOpen;
        result.SendDelay = RunSamples.Same(1, 200_000);
        change(result);
        return StepJudge.Judge(SweepSamples.Plan(condition), Options, result);
    }
}
