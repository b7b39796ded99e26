using System.Diagnostics;
using Pollecho.Client;

namespace Pollecho.Tests.Client;

/// <summary>The bounds of the window, and what lies in it.</summary>
public class MeasuredWindowTests
{
    [Theory]
    [InlineData(null, null, null, 1.0)]
    [InlineData(4, null, null, 5.0)]
    [InlineData(null, 20, 10, 3.0)]
    [InlineData(1, 20, 10, 2.0)]
    [InlineData(4, 20, 10, 3.0)]
    public void The_window_ends_with_the_duration_or_when_the_last_of_a_count_has_had_its_time(int? seconds, int? count, int? rate, double end)
    {
        RunOptions options = RunSamples.Closed with
        {
            Warmup = TimeSpan.FromSeconds(1),
            Duration = seconds is null ? null : TimeSpan.FromSeconds(seconds.Value),
            Count = count,
            Rate = rate,
        };
        var window = new MeasuredWindow();
        Assert.False(window.HasBegun);

        window.Begin(startAt: 0, options);

        Assert.True(window.HasBegun);
        Assert.Equal(Stopwatch.Frequency, window.Start);
        Assert.InRange(window.End, end == 1 ? long.MaxValue : (long)(end * Stopwatch.Frequency), end == 1 ? long.MaxValue : (long)(end * Stopwatch.Frequency) + 1);
    }

    [Theory]
    [InlineData(100, new long[] { 100, 124, 125, 149, 150, 174, 175, 199 }, new[] { 0, 0, 1, 1, 2, 2, 3, 3 })]
    [InlineData(2, new long[] { 100, 101 }, new[] { 0, 1 })]
    [InlineData(1, new long[] { 100 }, new[] { 0 })]
    [InlineData(9, new long[] { 100, 102, 103, 108 }, new[] { 0, 0, 1, 2 })]
    [InlineData(long.MaxValue - 101, new long[] { 100, long.MaxValue / 2, long.MaxValue - 2 }, new[] { 0, 1, 3 })]
    public void Each_time_of_the_window_lies_in_one_of_four_parts(long length, long[] times, int[] parts)
    {
        var window = new MeasuredWindow(start: 100, end: 100 + length);

        Assert.Equal(parts, times.Select(time => window.PartOf(time, 4)));
    }

    [Theory]
    [InlineData(50, 100)]
    [InlineData(150, 150)]
    [InlineData(250, 200)]
    public void A_stop_ends_the_window_then_but_not_before_its_start_nor_after_its_end(long stop, long end)
    {
        var window = new MeasuredWindow(start: 100, end: 200);

        window.Cut(stop);

        Assert.Equal((100, end), (window.Start, window.End));
    }

    [Fact]
    public void A_cool_down_follows_the_window_and_is_ended_by_a_stop()
    {
        var window = new MeasuredWindow();
        window.Begin(startAt: 0, RunSamples.Closed with { Warmup = TimeSpan.Zero, Duration = TimeSpan.FromSeconds(2), Cooldown = TimeSpan.FromSeconds(3) });
        Assert.Equal((2 * Stopwatch.Frequency, 5 * Stopwatch.Frequency), (window.End, window.SendUntil));

        window.Cut(4 * Stopwatch.Frequency);
        Assert.Equal((2 * Stopwatch.Frequency, 4 * Stopwatch.Frequency), (window.End, window.SendUntil));

        window.Begin(startAt: 0, RunSamples.Closed with { Duration = null, Cooldown = TimeSpan.FromSeconds(3) });
        Assert.Equal((long.MaxValue, long.MaxValue), (window.End, window.SendUntil));
    }
}
