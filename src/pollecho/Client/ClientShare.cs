using Pollecho.Measurement;
using Pollecho.Results;

namespace Pollecho.Client;

/// <summary>What part the client itself had in the delay and the rate of a run: one judgement, for warnings and for whoever blames the server.</summary>
internal static class ClientShare
{
    private const double BusyTurns = 0.99;
    private const double BusyCpu = 0.9;
    private const double RateKept = 0.999;
    private const double OwnShare = 0.25;
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(1);

    /// <summary>For what share of the window its threads used the processor; over 1 if other threads of the process did as well.</summary>
    public static double Busy(RunOptions options, RunResult result) => result.Cpu.TotalSeconds / (result.Elapsed.TotalSeconds * options.Threads);

    /// <summary>Whether it had hardly ever to wait for the server.</summary>
    public static bool IsBusy(RunOptions options, RunResult result) =>
        result.Turns > 0 && result.Turns - result.EmptyTurns > BusyTurns * result.Turns && Busy(options, result) > BusyCpu;

    /// <summary>For what share of the window it could have run and had no processor; 0 if it is not known.</summary>
    public static double WaitedForProcessor(RunOptions options, RunResult result) =>
        result.RunQueueWait is { } waited && result.Elapsed > TimeSpan.Zero ? Math.Min(1, waited.TotalSeconds / (result.Elapsed.TotalSeconds * options.Threads)) : 0;

    /// <summary>Whether it was kept off its connections: stopped, out of its share of the processor, or crowded out.</summary>
    public static bool IsKeptOff(RunOptions options, RunResult result) =>
        result.LongestStall > TimeSpan.Zero || WaitedForProcessor(options, result) > RunQueueWait.MostShare;

    /// <summary>
    /// Whether it was kept off for so long at a time that a good part of a delay may come of that. Times do not add up: a server that has messages
    /// waiting loses nothing while the client is away, so that no delay grows by more than the longest time that a message was held up.
    /// </summary>
    /// <param name="options">What was to be done.</param>
    /// <param name="result">What was found, of an open loop.</param>
    /// <param name="delayNanoseconds">The delay.</param>
    public static bool MayHaveDelayed(RunOptions options, RunResult result, double delayNanoseconds) => IsKeptOff(options, result)
        && Math.Max(result.LongestStall.TotalNanoseconds, result.SendDelay?.MaxNanoseconds ?? 0) > OwnShare * delayNanoseconds;

    /// <summary>Messages of an open loop that were due in the window, whatever became of them.</summary>
    public static long Due(RunResult result) => result.Sent + result.Unsent + result.Skipped;

    /// <summary>How many of them were not sent by its end.</summary>
    public static long Missed(RunResult result) => Math.Max(result.Backlog + result.Untaken, result.Unsent) + result.Skipped;

    /// <summary>Whether these are more than rounding makes them.</summary>
    public static bool HasMissed(RunOptions options, RunResult result) =>
        !result.Interrupted && Missed(result) > Math.Max(Due(result) * (1 - RateKept), options.Threads);

    /// <summary>Whether it did not come to messages that were due, for want of time of its own.</summary>
    public static bool CannotKeepRate(RunOptions options, RunResult result) =>
        HasMissed(options, result) && (result.Untaken > result.Backlog || (result.Skipped > 0 && IsLate(result)));

    /// <summary>Whether a good part of the response time at a percentile is its own: it took messages up late.</summary>
    public static bool IsLateAt(RunResult result, double percentile) =>
        result is { SendDelay: { Count: > 0 } delay, Response: { Count: > 0 } response } && delay.Percentile(percentile) > OwnShare * response.Percentile(percentile);

    private static bool IsLate(RunResult result) => result.SendDelay?.Percentile(50) > Late.TotalNanoseconds;
}
