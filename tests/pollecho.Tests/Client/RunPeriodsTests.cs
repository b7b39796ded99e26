using System.Diagnostics;
using Pollecho.Client;
using Pollecho.Measurement;
using Pollecho.Results;

namespace Pollecho.Tests.Client;

/// <summary>When periods end and what is in them, by a clock of the test's.</summary>
public class RunPeriodsTests
{
    private static readonly long Second = Stopwatch.Frequency;
    private static readonly DateTimeOffset StartedAt = DateTimeOffset.UnixEpoch.AddYears(50);
    private static readonly RunOptions Options = RunSamples.Closed with { StatsPeriod = TimeSpan.FromSeconds(1) };

    private readonly Loop _one = new();
    private readonly Loop _two = new();
    private readonly RunPeriods _periods;
    private TimeSpan _cpuAtStart = Environment.CpuUsage.TotalTime;

    public RunPeriodsTests() => _periods = new RunPeriods(Options, [_one.Periods, _two.Periods], () => (StartedAt, _cpuAtStart));

    [Fact]
    public void A_period_is_given_when_each_thread_has_come_to_its_end()
    {
        _one.Answer(3);
        _two.Answer(4);
        _one.EndTurn(0.9);
        Assert.Null(_periods.Next());

        _one.EndTurn(1);
        Assert.Null(_periods.Next());
        _one.Answer(10);
        _two.EndTurn(1.1);
        RunPeriod period = _periods.Next()!;

        Assert.Equal((TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)), (period.EndsAt, period.Found.Elapsed));
        Assert.Equal(StartedAt.AddSeconds(1), period.EndedAt);
        Assert.Equal((7, 7, 7, 7.0), (period.Found.Sent, period.Found.Answered, period.Found.Service.Count, period.Found.Rate));
        Assert.Null(_periods.Next());
    }

    [Fact]
    public void A_period_in_which_nothing_came_is_one_too()
    {
        EndBoth(1);
        EndBoth(2);

        Assert.Equal(0, _periods.Next()!.Found.Service.Count);
    }

    [Fact]
    public void Periods_that_a_thread_was_held_up_over_are_one()
    {
        _one.Answer(1);
        _one.EndTurn(1);
        Assert.Null(_periods.Next());
        _two.EndTurn(3.5);
        Assert.Null(_periods.Next());
        _one.Answer(2);
        _one.EndTurn(2);
        Assert.Null(_periods.Next());
        _one.EndTurn(3);
        RunPeriod period = _periods.Next()!;

        Assert.Equal((TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3), 3), (period.EndsAt, period.Found.Elapsed, period.Found.Answered));

        EndBoth(4);
        Assert.Equal(TimeSpan.FromSeconds(1), _periods.Next()!.Found.Elapsed);
    }

    [Fact]
    public void What_the_reader_has_no_time_for_comes_later_and_nothing_is_lost()
    {
        for (int second = 1; second <= 5; second++)
        {
            _one.Answer(1);
            _two.Answer(1);
            _one.EndTurn(second);
            _two.EndTurn(second);
        }

        Assert.Equal((TimeSpan.FromSeconds(1), 2), Ends(_periods.Next()!));
        Assert.Null(_periods.Next());
        EndBoth(6);
        Assert.Equal((TimeSpan.FromSeconds(6), 8), Ends(_periods.Next()!));

        static (TimeSpan EndsAt, long Answered) Ends(RunPeriod period) => (period.EndsAt, period.Found.Answered);
    }

    [Fact]
    public void What_comes_when_all_are_at_the_end_of_the_window_is_in_the_last_period()
    {
        EndBoth(1);
        Assert.NotNull(_periods.Next());
        _one.Answer(1);
        _one.EndTurn(2, isOver: true);
        _two.EndTurn(2);
        Assert.Equal(1, _periods.Next()!.Found.Answered);

        _one.Answer(2);
        _one.EndTurn(3, isOver: true);
        _two.Answer(4);
        _two.EndTurn(3, isOver: true);
        Assert.Null(_periods.Next());
        _one.Answer(8);
        _one.Periods.End();
        _two.Periods.End();
        Assert.Null(_periods.Next());
        RunPeriod last = _periods.Last(new RunResult { WindowStart = DateTimeOffset.UnixEpoch, Elapsed = TimeSpan.FromSeconds(2.5), Cpu = TimeSpan.MaxValue })!;

        Assert.Equal((TimeSpan.FromSeconds(2.5), TimeSpan.FromSeconds(0.5), 14), (last.EndsAt, last.Found.Elapsed, last.Found.Answered));
    }

    [Fact]
    public void The_period_in_which_one_thread_sees_a_stop_is_the_last_and_no_longer_than_the_window()
    {
        EndBoth(1);
        Assert.NotNull(_periods.Next());
        _one.Answer(1);
        _one.Stop(1.9);
        _one.EndTurn(2, isOver: true);
        _two.Answer(2);
        _two.EndTurn(2);
        Assert.Null(_periods.Next());
        RunPeriod last = _periods.Last(new RunResult { WindowStart = StartedAt, Elapsed = TimeSpan.FromSeconds(1.9) })!;

        Assert.Equal((TimeSpan.FromSeconds(1.9), TimeSpan.FromSeconds(0.9), 3), (last.EndsAt, last.Found.Elapsed, last.Found.Answered));
    }

    [Fact]
    public void A_thread_that_ends_in_a_stop_ends_the_periods_too()
    {
        _one.Stop(0.9);
        _one.Periods.End();
        _two.EndTurn(1);

        Assert.Null(_periods.Next());
    }

    [Fact]
    public void A_thread_hands_a_period_over_without_allocating()
    {
        int second = 0;
        Assert.Equal(0, Allocation.Of(() =>
        {
            _one.Answer(1);
            _one.EndTurn(++second);
        }));
    }

    [Fact]
    public void Periods_are_read_without_new_distributions()
    {
        int second = 0;
        long allocated = Allocation.Of(() =>
        {
            EndBoth(++second);
            Assert.NotNull(_periods.Next());
        });

        Assert.InRange(allocated, 0, sizeof(long) * HistogramBuckets.Count / 2);
    }

    [Fact]
    public void A_thread_that_has_ended_holds_up_no_other()
    {
        _one.Answer(1);
        _one.Periods.End();
        _two.EndTurn(1);

        Assert.Equal(1, _periods.Next()!.Found.Answered);
        _two.EndTurn(2);
        Assert.Equal(0, _periods.Next()!.Found.Answered);
    }

    [Fact]
    public void A_reply_that_comes_in_a_later_period_takes_the_time_out_back()
    {
        _one.Tally.Faults.TimedOut = 2;
        EndBoth(1);
        _one.Tally.Faults.Withdraw(MessageState.TimedOut, 1);
        _one.Tally.Faults.Late = 1;
        Assert.Equal((2, 0, 2), Counts(_periods.Next()!.Found.Faults));
        EndBoth(2);
        Assert.Equal((-1, 1, 0), Counts(_periods.Next()!.Found.Faults));

        static (long TimedOut, long Late, long Messages) Counts(Faults faults) => (faults.TimedOut, faults.Late, faults.Messages);
    }

    [Fact]
    public void Each_period_has_its_part_of_the_processor_time()
    {
        _cpuAtStart -= TimeSpan.FromMinutes(1);
        EndBoth(1);
        RunPeriod first = _periods.Next()!;
        TimeSpan cpu = first.Found.Cpu + TimeSpan.FromSeconds(2);

        Assert.True(first.Found.Cpu >= TimeSpan.FromMinutes(1));
        Assert.Equal(TimeSpan.FromSeconds(2), _periods.Last(new RunResult { WindowStart = DateTimeOffset.UnixEpoch, Elapsed = TimeSpan.FromSeconds(2), Cpu = cpu })!.Found.Cpu);
    }

    [Fact]
    public void Where_the_window_has_not_started_there_is_no_period() => Assert.Null(_periods.Last(new RunResult()));

    [Theory]
    [InlineData(1, 10_675_199)]
    [InlineData(long.MaxValue - 5, 1)]
    public void A_period_may_be_longer_than_can_be_counted(long start, int days)
    {
        var periods = new LoopPeriods(new MeasuredWindow(start), TimeSpan.FromDays(days), openLoop: false);

        Assert.Equal(long.MaxValue, periods.EndsAt);
    }

    private void EndBoth(double seconds)
    {
        _one.EndTurn(seconds);
        _two.EndTurn(seconds);
    }

    private sealed class Loop
    {
        private const long Start = 1_000;

        private readonly MeasuredWindow _window = new(Start);

        public Loop()
        {
            Periods = new LoopPeriods(_window, TimeSpan.FromSeconds(1), openLoop: false);
            Tally = new RunTally(_window, openLoop: false, Periods);
            Periods.Count([Tally]);
        }

        public LoopPeriods Periods { get; }

        public RunTally Tally { get; }

        public void Answer(int count)
        {
            Tally.CountSent(count, Start);
            Tally.CountAnswered(new SentMessage(Start, Start, MessageState.Waiting), Start + 5, count);
        }

        public void EndTurn(double seconds, bool isOver = false) => Periods.EndTurn(At(seconds), isOver);

        public void Stop(double seconds) => _window.Cut(At(seconds));

        private static long At(double seconds) => Start + (long)(seconds * Second);
    }
}
