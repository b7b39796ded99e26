using System.Diagnostics;
using Pollecho.Client;
using Pollecho.Measurement;
using Pollecho.Results;

namespace Pollecho.Sweep;

/// <summary>Waits after a step until the servers answer as they do unloaded: a message at a time on one connection to each.</summary>
/// <param name="load">What the steps do.</param>
internal sealed class Recovery(RunOptions load)
{
    private const int Messages = 20;

    /// <summary>A median up to this multiple of the unloaded one, and a little, is near it: a machine is never quite quiet.</summary>
    private const double Near = 2;

    private static readonly TimeSpan NearAnyway = TimeSpan.FromMilliseconds(0.5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    // The median of each server.
    private double[] _unloaded = [];

    /// <summary>What is asked of the server to see how it is.</summary>
    public RunOptions Options { get; } = load with
    {
        Connections = load.Servers,
        Threads = 1,
        Pipeline = 1,
        Rate = null,
        Count = Messages * load.Servers,

        // Each message to a silent server would take a whole time-out.
        Duration = load.Timeout,
        Warmup = TimeSpan.Zero,
    };

    /// <summary>What the last look found.</summary>
    public RunResult? Last { get; private set; }

    /// <summary>Whether the server could not be talked to, or replied wrongly, when it was last looked at.</summary>
    public bool IsBroken => Last is { Stopped: false } last && (last.Faults.Total > last.Faults.TimedOut + last.Faults.Late || last.Connected == 0);

    /// <summary>Looks how the server is before anything else was sent.</summary>
    public LatencyHistogram MeasureUnloaded(CancellationToken stop)
    {
        Look(stop);
        _unloaded = [.. OfEachServer(Last!).Select(found => (double)found.Service.Percentile(50))];
        return Last!.Service;
    }

    /// <summary>Waits until the server has recovered.</summary>
    /// <param name="limit">How long at most.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <returns>Whether it has.</returns>
    public bool Await(TimeSpan limit, CancellationToken stop)
    {
        long start = Stopwatch.GetTimestamp();
        do
        {
            Look(stop);
            if (IsRecovered(Last!))
            {
                return true;
            }
        }
        while (!IsBroken && Stopwatch.GetElapsedTime(start) < limit && !stop.WaitHandle.WaitOne(Pause));

        return false;
    }

    /// <summary>Whether every server answers everything, and about as soon as it did unloaded.</summary>
    private bool IsRecovered(RunResult look) => look.Faults.Total == 0
        && OfEachServer(look).Select((found, server) => found.Answered > 0 && found.Service.Percentile(50) <= (Near * _unloaded[server]) + NearAnyway.TotalNanoseconds).All(near => near);

    private static IEnumerable<RunResult> OfEachServer(RunResult look) => look.Targets.Count == 0 ? [look] : look.Targets.Select(target => target.Found);

    private void Look(CancellationToken stop)
    {
        using var run = new ClientRun(Options);
        Last = run.Run(stop);
    }
}
