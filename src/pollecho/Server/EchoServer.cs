using Pollecho.Time;
using Pollecho.Tracing;
using Pollecho.Waiting;

namespace Pollecho.Server;

/// <summary>
/// The echo server: one poll loop over non-blocking sockets, on one thread, the caller's.
/// </summary>
internal sealed class EchoServer
{
    private readonly IWaitStrategy _wait;
    private readonly ILoopTrace? _trace;
    private readonly OpenConnections _connections;
    private readonly Accepting _accepting;
    private readonly EchoService _service;
    private readonly OverdueConnections _overdue;
    private readonly Draining _draining;
    private readonly OtherWork? _otherWork;
    private readonly Heartbeat? _heartbeat;

    /// <summary>How many things this turn has done. It starts at 1, so that the first wait does not nap.</summary>
    private int _work = 1;

    /// <summary>Creates a loop; <see cref="Run"/> runs it.</summary>
    /// <param name="loop">Its number among the loops that share a listener, from 0.</param>
    /// <param name="dealer">Where its connections come from.</param>
    /// <param name="wait">How it waits; its own.</param>
    /// <param name="options">What it replies, its limits, and what else it does.</param>
    /// <param name="watchdog">Where it reports that it turns; null for nowhere.</param>
    public EchoServer(int loop, ConnectionDealer dealer, IWaitStrategy wait, ServerOptions options, Watchdog? watchdog)
    {
        _wait = wait;
        _trace = options.CreateTrace?.Invoke();
        _connections = new OpenConnections(loop, dealer, wait, options, Counters, _trace);
        _accepting = new Accepting(loop, dealer, _connections, _trace);
        _service = new EchoService(_connections, options, Counters, _trace);
        _overdue = new OverdueConnections(_connections, _service, Counters);
        _draining = new Draining(loop, dealer, _connections, _accepting, _service, Counters, options.Limits.Drain);
        _otherWork = options.OtherWork ? new OtherWork(Counters, _trace) : null;
        _heartbeat = watchdog is null ? null : new Heartbeat(loop, watchdog, _connections.Timeouts);
    }

    /// <summary>What the loop has done so far.</summary>
    public ServerCounters Counters { get; } = new();

    /// <summary>
    /// THE loop. Runs until <paramref name="stop"/> is cancelled and what was received by then is answered; then
    /// closes every connection.
    /// </summary>
    public void Run(CancellationToken stop)
    {
        using CancellationTokenRegistration wakeOnStop = stop.Register(_wait.Wake);
        _accepting.Begin();

        while (IsServing(stop))
        {
            Ready ready = Wait();
            AcceptAll(ready);
            ReceiveAndReply(ready.Readable);
            SendUnsent(ready.Writable);
            CloseOverdue();
            EndTurn(ready);
            DoOtherThings();
        }

        _connections.CloseAll();
        _heartbeat?.End();
        _trace?.Ended();
    }

    /// <summary>Until the stop; then each turn begins with a step of draining, for as long as that takes.</summary>
    private bool IsServing(CancellationToken stop) => !stop.IsCancellationRequested || _draining.DoStep();

    /// <summary>Waits for something to do, in the way that was chosen.</summary>
    private Ready Wait()
    {
        _trace?.Begin(CallKind.Wait);
        Ready ready = _wait.Wait(_work, Math.Min(_connections.Timeouts.NextLook, _accepting.RetryAt));
        _trace?.Waited(ready);
        _work = 0;
        return ready;
    }

    /// <summary>Accepts until it would block, or there were enough for this turn.</summary>
    private void AcceptAll(Ready ready)
    {
        if (ready.Accept || Deadline.HasPassed(_accepting.RetryAt))
        {
            _work += _accepting.AcceptAll();
        }
    }

    /// <summary>
    /// Receives from those of the read list that may have something, and sends each reply at once; what a socket does not
    /// take goes on the write list.
    /// </summary>
    private void ReceiveAndReply(ReadOnlySpan<Pollable> readable)
    {
        // All are connections: the listener is reported by ready.Accept.
        foreach (EchoConnection connection in readable)
        {
            _work += _service.ReceiveAndReply(connection);
        }
    }

    /// <summary>Sends to those of the write list that may have room.</summary>
    private void SendUnsent(ReadOnlySpan<Pollable> writable)
    {
        foreach (EchoConnection connection in writable)
        {
            _work += _service.SendUnsent(connection);
        }
    }

    /// <summary>Closes those that have been silent, or have taken nothing, for too long.</summary>
    private void CloseOverdue() => _work += _overdue.Close();

    /// <summary>Counts the turn, and lets the connections do what is due between two turns.</summary>
    private void EndTurn(Ready ready)
    {
        bool didNothing = _work == 0;
        Counters.CountTurn(didNothing, waitReportedNothing: ready.IsEmpty);
        _accepting.EndTurn();
        _connections.EndTurn(didNothing);
        _heartbeat?.EndTurn();
    }

    /// <summary>"Doing other things", as the notebook says: an empty turn has time for them.</summary>
    private void DoOtherThings()
    {
        if (_work == 0)
        {
            _otherWork?.DoUnit();
        }

        _trace?.EndTurn();
    }
}
