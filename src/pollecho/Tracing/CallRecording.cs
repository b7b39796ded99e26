using System.Diagnostics;
using System.Net.Sockets;
using Pollecho.Sockets;

namespace Pollecho.Tracing;

/// <summary>
/// Records what a server does from a moment on, in bounded memory: what found nothing is folded while recording. From any
/// thread.
/// </summary>
internal sealed class CallRecording : ITurnSink
{
    /// <summary>The most entries: an exchange has a dozen.</summary>
    private const int Room = 4096;

    private readonly Lock _lock = new();
    private readonly List<TraceEntry> _entries = [];
    private readonly TurnFold _fold;
    private TimeSpan _cpuAtStart;

    /// <summary>Creates one, which records from the beginning.</summary>
    public CallRecording() => _fold = new TurnFold(this) { Restarted = ReadCpuAgain };

    /// <summary>The trace of the server's loop; there is one.</summary>
    public ILoopTrace Loop => _fold;

    /// <summary>When it began: a Stopwatch time.</summary>
    public long StartedAt { get; private set; }

    /// <summary>Processor time of the process from the start to the last send. On Windows in steps of 15.6 ms.</summary>
    public TimeSpan Cpu { get; private set; }

    /// <summary>What was recorded, in the order in which it ended.</summary>
    public IReadOnlyList<TraceEntry> Entries
    {
        get
        {
            lock (_lock)
            {
                return [.. _entries.Where(entry => entry.End > StartedAt).OrderBy(entry => entry.Begin)];
            }
        }
    }

    /// <summary>Begins: what has returned by now is forgotten, a call under way is kept.</summary>
    public void Start()
    {
        _cpuAtStart = Environment.CpuUsage.TotalTime;
        StartedAt = _fold.Restart();
    }

    /// <summary>
    /// Waits until the send that follows a receive is recorded: whoever has its bytes may be ahead of the thread that sent
    /// them.
    /// </summary>
    public void WaitForSend(TimeSpan patience) => SpinWait.SpinUntil(
        () => Entries is var entries && (!entries.Any(entry => entry.Call is { Kind: CallKind.Receive, Bytes: > 0 }) || entries.Any(entry => entry.Call is { Kind: CallKind.Send } && entry.Begin >= StartedAt)),
        patience);

    /// <summary>Records a call of a server that has no poll loop.</summary>
    public void Add(in TracedCall call)
    {
        Add(new TraceEntry(call.Begin, call.End) { Call = call });
        if (call.Kind == CallKind.Send)
        {
            Cpu = Environment.CpuUsage.TotalTime - _cpuAtStart;
        }
    }

    /// <summary>What recording one call that finds nothing costs, in nanoseconds: the median of some rounds of a thousand.</summary>
    public static double CostOfCall()
    {
        const int Rounds = 21, Calls = 1000;
        ILoopTrace loop = new CallRecording().Loop;
        double[] rounds = new double[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int call = 0; call < Calls; call++)
            {
                loop.Begin(CallKind.Receive);
                loop.Called(CallKind.Receive, 1, new IoResult(0, SocketError.WouldBlock), default);
                loop.EndTurn();
            }

            rounds[round] = Stopwatch.GetElapsedTime(start).TotalNanoseconds / Calls;
        }

        Array.Sort(rounds);
        return rounds[Rounds / 2];
    }

    /// <inheritdoc/>
    public void EmptyTurns(EmptyTurns turns) => Add(new TraceEntry(turns.Begin, turns.End) { Turns = turns.Turns, Folded = turns.Calls.All.ToArray() });

    /// <inheritdoc/>
    public void FoundNothing(FoldedCall calls) => Add(new TraceEntry(calls.Begin, calls.Begin + calls.Ticks) { Folded = [calls] });

    /// <inheritdoc/>
    public void Did(in TracedCall call, ReadOnlySpan<byte> bytes, Socket? socket) => Add(call);

    /// <inheritdoc/>
    public void Closed(int connection, string? why)
    {
        // The exchange is over.
    }

    private void Add(TraceEntry entry)
    {
        lock (_lock)
        {
            if (_entries.Count < Room)
            {
                _entries.Add(entry);
            }
        }
    }

    /// <summary>
    /// The clock of a thread that runs is read by that thread: whoever reads it from another core gets what it was at the
    /// last tick. One that was in a call had stopped it.
    /// </summary>
    private void ReadCpuAgain(bool wasAtWork)
    {
        if (wasAtWork)
        {
            _cpuAtStart = Environment.CpuUsage.TotalTime;
        }
    }
}
