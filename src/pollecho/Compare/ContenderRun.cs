using Pollecho.Client;
using Pollecho.Compare.Child;
using Pollecho.Measurement;
using Pollecho.Results;
using Pollecho.Waiting;

namespace Pollecho.Compare;

/// <summary>One contender through all regimes, once, in a server process of its own.</summary>
internal sealed class ContenderRun(ComparePlan plan, Contender contender, ServerChild server, CancellationToken stop)
{
    private long _connected;

    /// <summary>Measures one regime; null if it was stopped before its end.</summary>
    /// <exception cref="ServerDiedException">The server ended, or a reply was missing or wrong.</exception>
    public Sample? Measure(Regime regime)
    {
        using SilentCrowd crowd = Crowd(regime.SilentConnections(plan));
        return regime.HasTraffic ? Load(regime) : Watch(regime);
    }

    /// <summary>Opens silent connections, and waits until the server has accepted them.</summary>
    private SilentCrowd Crowd(int connections)
    {
        var crowd = new SilentCrowd(server.EndPoint, connections);
        try
        {
            _connected += connections;
            server.WaitUntilAccepted(_connected);
            return crowd;
        }
        catch
        {
            crowd.Dispose();
            throw;
        }
    }

    /// <summary>Watches the server for as long as a window lasts, without traffic.</summary>
    private Sample? Watch(Regime regime)
    {
        bool stopped = stop.WaitHandle.WaitOne(plan.Warmup);
        var window = new ServerWindow(server, contender, regime);
        window.Start();
        stopped = stopped || stop.WaitHandle.WaitOne(regime.WindowIn(plan));
        window.End();
        return stopped ? null : window.Sample(0, new LatencyHistogram(), plan.MessageSize);
    }

    /// <summary>Runs the client against it.</summary>
    private Sample? Load(Regime regime)
    {
        var options = new RunOptions(server.EndPoint, new UniquePayload(plan.MessageSize, Expect.Upper), WaitStrategies.Default)
        {
            Connections = regime.Connections(plan),
            Rate = regime.Rate(plan),
            Warmup = plan.Warmup,
            Duration = regime.WindowIn(plan),
            Timeout = TimeSpan.FromSeconds(2),
        };
        var window = new ServerWindow(server, contender, regime);
        RunResult load;
        using (var run = new ClientRun(options) { WindowStarted = window.Start, WindowEnded = window.End })
        {
            load = run.Run(stop);
        }

        _connected += load.Connected;
        if (stop.IsCancellationRequested)
        {
            return null;
        }

        // Of a server that died this throws its last words, which say more than the missing replies.
        Sample? sample = window.IsWhole ? window.Sample(load.Replies, load.RoundTrip, plan.MessageSize, load.Elapsed) : null;
        if (sample is null)
        {
            server.Read();
        }

        return load.Faults.Total == 0 && sample is not null ? sample : throw new ServerDiedException(
            $"under the regime {regime.Name}: {load.Faults.OnOneLine()}");
    }
}
