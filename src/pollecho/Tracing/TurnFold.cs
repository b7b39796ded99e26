using System.Diagnostics;
using System.Net.Sockets;
using Pollecho.Sockets;
using Pollecho.Waiting;

namespace Pollecho.Tracing;

/// <summary>
/// Folds what a loop does: turns in which nothing was done become one, with their calls counted, so that a loop that asks
/// in vain a million times a second takes neither paper nor memory. Allocates nothing.
/// </summary>
/// <param name="sink">Receives it.</param>
internal sealed class TurnFold(ITurnSink sink) : ILoopTrace
{
    private readonly EmptyTurns _empty = new();
    private readonly FoldedCalls _turn = new();
    private bool _didSomething;
    private long _turnBegin = long.MaxValue;
    private long _end;
    private long _begin;
    private int _current = (int)CallKind.OtherWork;
    private long _restartAt;
    private long _silentSince = Stopwatch.GetTimestamp();

    /// <summary>Called on the loop's thread when a restart takes effect; with whether the loop was at work then, not in a call.</summary>
    public Action<bool>? Restarted { get; init; }

    /// <summary>Empty turns since something was done last. May be read from any thread.</summary>
    public long EmptyTurnsSoFar => _empty.Turns;

    /// <summary>When something was done last, a Stopwatch time. May be read from any thread.</summary>
    public long SilentSince => Volatile.Read(ref _silentSince);

    /// <summary>Since when the loop has been in a wait, a Stopwatch time; null if it is not in one. May be read from any thread.</summary>
    public long? WaitingSince => (CallKind)Volatile.Read(ref _current) == CallKind.Wait ? Volatile.Read(ref _begin) : null;

    /// <summary>
    /// Forgets all calls that have returned by now, at the end of the next; one under way is kept. From any thread.
    /// </summary>
    /// <returns>The time that counts as now, as Stopwatch counts.</returns>
    public long Restart()
    {
        long now = Stopwatch.GetTimestamp();
        Volatile.Write(ref _restartAt, now);
        return now;
    }

    /// <inheritdoc/>
    public void Begin(CallKind kind)
    {
        Volatile.Write(ref _begin, Stopwatch.GetTimestamp());
        Volatile.Write(ref _current, (int)kind);
    }

    /// <inheritdoc/>
    public void Waited(Ready ready)
    {
        Volatile.Write(ref _current, (int)CallKind.OtherWork);
        if (ready.Call is not null)
        {
            Add(new TracedCall(CallKind.Wait, ready.Call, 0, _begin, Stopwatch.GetTimestamp())
            {
                Asked = ready.Asked,
                Listener = ready.Asked && ready.Accept,
                Readable = ready.Asked ? ready.Readable.Length : 0,
                Writable = ready.Asked ? ready.Writable.Length : 0,
            });
        }
    }

    /// <inheritdoc/>
    public void Accepted(SocketError outcome, int connection, Socket? socket, bool isDealt = false)
    {
        string name = isDealt ? "" : outcome == SocketError.WouldBlock ? SocketCallNames.Look : SocketCallNames.Accept;
        Add(new TracedCall(CallKind.Accept, name, connection, _begin, Stopwatch.GetTimestamp()) { Error = outcome }, default, socket);
    }

    /// <inheritdoc/>
    public void Called(CallKind kind, int connection, IoResult result, ReadOnlySpan<byte> bytes)
    {
        string name = kind switch
        {
            CallKind.Receive => SocketCallNames.Receive,
            CallKind.Send => SocketCallNames.Send,
            _ => SocketCallNames.Connect,
        };
        Add(new TracedCall(kind, name, connection, _begin, Stopwatch.GetTimestamp()) { Bytes = result.Bytes, Error = result.Error }, bytes);
    }

    /// <inheritdoc/>
    public void DidOtherWork() => Add(new TracedCall(CallKind.OtherWork, "", 0, _begin, Stopwatch.GetTimestamp()));

    /// <inheritdoc/>
    public void EndTurn()
    {
        if (_didSomething || _turn.Count == 0)
        {
            EmitTurn();
        }
        else
        {
            _empty.Add(_turn, _turnBegin, _end);
            _turn.Clear();
        }

        _didSomething = false;
        _turnBegin = long.MaxValue;
    }

    /// <inheritdoc/>
    public void Closed(int connection, string? why = null)
    {
        Emit();
        sink.Closed(connection, why);
    }

    /// <inheritdoc/>
    public void Ended() => Emit();

    private void Add(in TracedCall call, ReadOnlySpan<byte> bytes = default, Socket? socket = null)
    {
        long restartAt = Volatile.Read(ref _restartAt);
        if (restartAt != 0 && call.End > restartAt)
        {
            Restarted?.Invoke(call.Begin >= restartAt);
            _empty.Clear();
            _turn.Clear();
            _turnBegin = long.MaxValue;
            Volatile.Write(ref _restartAt, 0);
        }

        _turnBegin = Math.Min(_turnBegin, call.Begin);
        _end = call.End;
        if (call.FoundNothing)
        {
            long ticks = call.End - call.Begin;
            _turn.Add(new FoldedCall(call.Kind, call.Name, call.Connection) { Begin = call.Begin, Count = 1, Ticks = ticks, Stopped = ticks >= TracedCall.StopsFrom ? ticks : 0 });
            return;
        }

        Emit();
        sink.Did(call, bytes, socket);
        Volatile.Write(ref _silentSince, call.End);
        _didSomething = true;
    }

    private void Emit()
    {
        if (_empty.Turns > 0)
        {
            sink.EmptyTurns(_empty);
            _empty.Clear();
        }

        EmitTurn();
    }

    private void EmitTurn()
    {
        foreach (FoldedCall call in _turn.All)
        {
            sink.FoundNothing(call);
        }

        _turn.Clear();
    }
}
