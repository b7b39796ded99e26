using System.Net.Sockets;
using Pollecho.Measurement;
using Pollecho.Text;

namespace Pollecho.Results;

/// <summary>
/// What a run of the client found, or one of its threads. Everything but the faults and the
/// connections is of the measured window only.
/// </summary>
internal class RunResult
{
    /// <summary>How many parts of the window <see cref="Quarters"/> has.</summary>
    public const int QuarterCount = 4;

    /// <summary>How the run ended, in one word: <c>ok</c>, <c>failed</c> or <c>interrupted</c>. A failure outweighs an interruption.</summary>
    public string Status => Error is not null || Faults.Total > 0 || HasUnsent ? RunStatus.Failed : Interrupted ? RunStatus.Interrupted : RunStatus.Ok;

    /// <summary>What failed, in one line for the user; null if nothing did.</summary>
    public string? Error { get; set; }

    /// <summary>Bytes in a message; null if that was not settled.</summary>
    public int? MessageSize { get; set; }

    /// <summary>Whether the run was stopped, also one that has no other end.</summary>
    public bool Stopped { get; set; }

    /// <summary>
    /// Whether the run was stopped before its count or duration was reached, or before each message had its reply or its time was up; never of
    /// one that has neither.
    /// </summary>
    public bool Interrupted { get; set; }

    /// <summary>Whether the run was stopped in its cool-down: what it measured itself is complete.</summary>
    public bool IsCooldownCut { get; init; }

    /// <summary>The measured window, from the end of the warm-up to the end of the duration, or to the last reply if that comes first.</summary>
    public TimeSpan Elapsed { get; set; }

    /// <summary>When it began, by the wall clock; null if it did not.</summary>
    public DateTimeOffset? WindowStart { get; set; }

    /// <summary>How far the wall clock may have been off; null if that is not known.</summary>
    public TimeSpan? ClockError { get; set; }

    /// <summary>How long after the time asked for the sending began; null where none was asked for, or nothing was connected to.</summary>
    public TimeSpan? StartLate { get; set; }

    /// <summary>How long the run was, for reports: of a client that works like ping from its first connection to the end, else the measured window.</summary>
    public TimeSpan Lasted => Ping?.Watched ?? Elapsed;

    /// <summary>How long it took to open the connections.</summary>
    public TimeSpan Ramp { get; set; }

    /// <summary>
    /// How long each connection took to open, in the whole run, those that were opened again included; where each has a number of
    /// messages, only of those whose opening began in the window.
    /// </summary>
    public LatencyHistogram ConnectTime { get; } = new();

    /// <summary>Connections that were opened, also those that ended later; one that was opened again counts once.</summary>
    public int Connected { get; set; }

    /// <summary>How many connections were opened in the place of one that had been open.</summary>
    public long Reopened { get; set; }

    /// <summary>Connections opened a second, where each has a number of messages; else null.</summary>
    public double? ConnectRate => HasChurn && Elapsed > TimeSpan.Zero ? ConnectTime.Count / Elapsed.TotalSeconds : null;

    /// <summary>Whether connections are closed and opened all the time, as each has a number of messages.</summary>
    public bool HasChurn { get; init; }

    /// <summary>Messages of the window that were sent; those of an open loop that were due in it, also if they were sent after it.</summary>
    public long Sent { get; set; }

    /// <summary>Of these, the ones that got their right replies, in the window or after it.</summary>
    public long Answered { get; set; }

    /// <summary>Of these, the ones that had no reply, and time left, when the run was stopped.</summary>
    public long UnderWay { get; set; }

    /// <summary>Right replies that came in the window: what throughput is reckoned from.</summary>
    public long Replies { get; set; }

    /// <summary>Messages of an open loop that could not be sent when they were due, and are not to be sent late (<c>--no-catchup</c>).</summary>
    public long Skipped { get; set; }

    /// <summary>
    /// Messages of an open loop that were due in the window and could not be sent, neither in it nor as long after it as a
    /// reply is waited for, or whose connection was gone; of a closed loop with an interval, those that were due while a
    /// connection was being opened again.
    /// </summary>
    public long Unsent { get; set; }

    /// <summary>Messages of an open loop that were due in the window and not sent when it ended, for want of replies to earlier ones.</summary>
    public long Backlog { get; set; }

    /// <summary>Messages of an open loop that were due in the window, and the client had not come to them when it ended.</summary>
    public long Untaken { get; set; }

    /// <summary>Whether messages that were due could not be sent, and not because the run was stopped; a closed loop has no other reason than its connections.</summary>
    public bool HasUnsent => Unsent > 0 && (!Stopped || Response is null);

    /// <summary>Messages that were due and never sent, where that is a fault; see <see cref="HasUnsent"/>.</summary>
    public long NeverSent => HasUnsent ? Unsent : 0;

    /// <summary>Messages, sent or due, that did not get their right reply in time, for whatever reason.</summary>
    public long Errors => Faults.Messages + NeverSent;

    /// <summary>
    /// Of the messages that were judged, how many per cent had no reply in time: they were lost, their reply was late, or they
    /// were due and could not be sent. Not a number if none was judged.
    /// </summary>
    public double LossPercent => 100.0 * (Faults.Unanswered + Faults.Late + NeverSent) / (Answered + Faults.Messages + NeverSent);

    /// <summary>Service time: from the send of a message in the window to its right reply.</summary>
    public LatencyHistogram Service { get; set; } = new();

    /// <summary>
    /// Response time, of an open loop: from when a message was due to its right reply. A stall shows in full. It has every
    /// message that was due: one without its right reply with the time from when it was due to the end of the run.
    /// </summary>
    public LatencyHistogram? Response { get; set; }

    /// <summary>
    /// The same without those that got no right reply, but with those that came late or out of order; null also where
    /// <see cref="Response"/> has none of these.
    /// </summary>
    public LatencyHistogram? KnownResponse { get; set; }

    /// <summary>Whether a percentile of <see cref="RoundTrip"/> is the least that it may be, as it is of messages without a right reply.</summary>
    public bool IsAtLeast(double percentile) => KnownResponse is { } known && ResponsesMissing > 0 && known.Percentile(percentile, ResponsesMissing) is null;

    /// <summary>How many durations in <see cref="Response"/> are of messages without a right reply, and so the least that they may be.</summary>
    public long ResponsesMissing => (Response?.Count - KnownResponse?.Count) ?? 0;

    /// <summary>
    /// Of an open loop: how long after it was due the client took a message up, to send it or to have it wait for room. What
    /// it adds to the response time is not the server's doing.
    /// </summary>
    public LatencyHistogram? SendDelay { get; set; }

    /// <summary>How long in the window a loop was kept from its connections, by more than it meant to wait: the longest of all loops.</summary>
    public TimeSpan Stalled { get; set; }

    /// <summary>The longest of these times.</summary>
    public TimeSpan LongestStall { get; set; }

    /// <summary>How long the threads could have run in the window and had no processor, together; null where that is not known.</summary>
    public TimeSpan? RunQueueWait { get; set; }

    /// <summary>What went wrong, in the whole run, warm-up and end included, but not the cool-down.</summary>
    public Faults Faults { get; } = new();

    /// <summary>What went wrong in the cool-down, with messages that were due in it and connections on which no others waited; none of it is in <see cref="Faults"/>.</summary>
    public Faults CooldownFaults { get; } = new();

    /// <summary>The first bytes that were no right reply; null if there were none.</summary>
    public WrongBytes? FirstWrong { get; set; }

    /// <summary>The last system error of a connection, for the explanation.</summary>
    public SocketError LastError { get; set; }

    /// <summary>Processor time of this process in the window, all threads.</summary>
    public TimeSpan Cpu { get; set; }

    /// <summary>The same as a share of one core, in percent; not a number before anything was measured.</summary>
    public double CpuPercent => 100 * (Cpu / Elapsed);

    /// <summary>The same for each reply, in nanoseconds; not a number if there is none.</summary>
    public double CpuNanosecondsPerMessage => Cpu.TotalNanoseconds / Replies;

    /// <summary>What is found only if the client works like ping; null under load.</summary>
    public PingFigures? Ping { get; set; }

    /// <summary>What was found of each of several servers, which together are all of it; none of one.</summary>
    public IReadOnlyList<TargetResult> Targets { get; set; } = [];

    /// <summary>Turns of the loops in the window.</summary>
    public long Turns { get; set; }

    /// <summary>Of these, the ones that found nothing to do: the client was waiting for the server.</summary>
    public long EmptyTurns { get; set; }

    /// <summary>What the system's TCP reports of the connections; null where it reports nothing.</summary>
    public TcpTotals? Tcp { get; set; }

    /// <summary>Replies slow enough for TCP to have sent something again meanwhile; null where it is not known whether it did.</summary>
    public SlowReplies? Slow { get; set; }

    /// <summary>Right replies in each quarter of the window, of a run with a duration; else empty.</summary>
    public IReadOnlyList<long> Quarters { get; set; } = [];

    /// <summary>Messages answered a second.</summary>
    public double Rate => Elapsed > TimeSpan.Zero ? Replies / Elapsed.TotalSeconds : 0;

    /// <summary>What the percentiles are of: response time in an open loop, else service time.</summary>
    public LatencyHistogram RoundTrip => Response ?? Service;

    /// <summary>
    /// Adds what another thread found at the same time: counts and distributions. How long the window was, how long it took
    /// to open the connections, the CPU time and how the run ended are of the whole run, and stay as they are.
    /// </summary>
    public void Add(RunResult other)
    {
        Connected += other.Connected;
        Reopened += other.Reopened;
        Sent += other.Sent;
        Answered += other.Answered;
        UnderWay += other.UnderWay;
        Replies += other.Replies;
        Skipped += other.Skipped;
        Unsent += other.Unsent;
        Backlog += other.Backlog;
        Untaken += other.Untaken;
        Turns += other.Turns;
        EmptyTurns += other.EmptyTurns;
        RunQueueWait += other.RunQueueWait;
        Stalled = Stalled > other.Stalled ? Stalled : other.Stalled;
        LongestStall = LongestStall > other.LongestStall ? LongestStall : other.LongestStall;
        ConnectTime.Add(other.ConnectTime);
        Service.Add(other.Service);
        Response = Sum(Response, other.Response);
        KnownResponse = Sum(KnownResponse, other.KnownResponse);
        SendDelay = Sum(SendDelay, other.SendDelay);
        Quarters = Sum(Quarters, other.Quarters);
        Tcp = Tcp is null ? other.Tcp : Tcp + (other.Tcp ?? default);
        Slow = Slow is null ? other.Slow : Slow + (other.Slow ?? default);
        Faults.Add(other.Faults);
        CooldownFaults.Add(other.CooldownFaults);
        FirstWrong = other.FirstWrong?.At < (FirstWrong?.At ?? long.MaxValue) ? other.FirstWrong : FirstWrong;
        LastError = other.LastError == SocketError.Success ? LastError : other.LastError;
    }

    private static IReadOnlyList<long> Sum(IReadOnlyList<long> one, IReadOnlyList<long> other)
    {
        if (one.Count == 0)
        {
            return other;
        }

        long[] sums = new long[Math.Min(one.Count, other.Count)];
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] = one[i] + other[i];
        }

        return sums;
    }

    private static LatencyHistogram? Sum(LatencyHistogram? one, LatencyHistogram? other)
    {
        if (other is null)
        {
            return one;
        }

        one ??= new();
        one.Add(other);
        return one;
    }
}
