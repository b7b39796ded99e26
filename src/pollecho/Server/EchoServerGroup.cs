using System.Net.Sockets;
using Pollecho.Platform;
using Pollecho.Waiting;

namespace Pollecho.Server;

/// <summary>
/// One or more echo servers on one listener, each a poll loop on a thread of its own. They share nothing but
/// the dealer of connections.
/// </summary>
internal sealed class EchoServerGroup : IDisposable
{
    private readonly Socket _listener;
    private readonly IWaitStrategy[] _waits;
    private readonly ConnectionAcceptor _acceptor;
    private readonly ConnectionDealer _dealer;
    private readonly IReadOnlyList<int> _cpus;

    /// <summary>Takes over the listener.</summary>
    public EchoServerGroup(Socket listener, ServerOptions options)
    {
        _listener = listener;
        _cpus = options.Cpus;
        _waits = [.. Enumerable.Range(0, options.Threads).Select(_ => options.Wait.Create())];
        long capacity = (long)options.Wait.Capacity * options.Threads;
        ServerLimits limits = options.Limits with { MaxConnections = (int)Math.Min(options.Limits.MaxConnections, capacity) };
        var look = new LookRound(_waits);
        _acceptor = new ConnectionAcceptor(listener, _waits[0], limits, options.Tuning, look, options.AcceptPutOff);
        _dealer = new ConnectionDealer(_acceptor, _waits, look);
        Watchdog? watchdog = options.Manager is { Watchdog: { } timeout } manager ? new Watchdog(options.Threads, timeout, manager.SignOfLife) : null;
        Loops = [.. _waits.Select((wait, loop) => new EchoServer(loop, _dealer, wait, options, watchdog))];
    }

    /// <summary>The loops.</summary>
    public IReadOnlyList<EchoServer> Loops { get; }

    /// <summary>How long a nap of the loops lasted on average; null if they do not nap. May be asked from any thread.</summary>
    public TimeSpan? MeanNap
    {
        get
        {
            if (_waits[0].Naps is null)
            {
                return null;
            }

            Naps sum = default;
            foreach (IWaitStrategy wait in _waits)
            {
                sum += wait.Naps!.Value;
            }

            return sum.Mean;
        }
    }

    /// <summary>What all loops have done so far, added up. May be called from any thread.</summary>
    public ServerCounters Totals()
    {
        var totals = new ServerCounters();
        totals.Add(_acceptor.Counters);
        foreach (EchoServer loop in Loops)
        {
            totals.Add(loop.Counters);
        }

        return totals;
    }

    /// <summary>
    /// Runs every loop, the first on the caller's thread, until <paramref name="stop"/> is cancelled. If one
    /// fails the others are stopped, and its exception is thrown here.
    /// </summary>
    /// <param name="stop">Stops it.</param>
    /// <param name="started">Called when every thread has started, on the caller's.</param>
    public void Run(CancellationToken stop, Action? started = null)
    {
        try
        {
            ThreadGroup.Run(Loops.Count, RunLoop, stop, started);
        }
        finally
        {
            _dealer.CloseUntaken();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Array.ForEach(_waits, wait => wait.Dispose());
        _listener.Dispose();
    }

    private void RunLoop(int loop, CancellationToken stop)
    {
        if (_cpus.Count > 0)
        {
            ThreadAffinity.PinCurrent(_cpus[loop % _cpus.Count]);
        }

        try
        {
            Loops[loop].Run(stop);
        }
        finally
        {
            // Otherwise the loops that go on after one has failed would wait for more connections.
            _dealer.End(loop);
        }
    }
}
