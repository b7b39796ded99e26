using Pollecho.Compare.Child;
using Pollecho.Measurement;

namespace Pollecho.Compare;

/// <summary>How much other programs were in the way of a measured window.</summary>
/// <param name="Waited">
/// For what share of it the server or the client stood ready without a core; null if not known, as of a server of many threads,
/// which keep one another waiting, or where the two have but one core.
/// </param>
/// <param name="Others">Cores that other programs used; null if not known.</param>
/// <param name="Blur">By how much that may be wrong, as the accounts that it is made from move in steps.</param>
/// <param name="Spare">Cores that the server and the client have no use for.</param>
internal sealed record Disturbance(double? Waited, double? Others, double Blur, int Spare)
{
    /// <summary>For what share of the client's window the server could not be asked, as it was kept from answering.</summary>
    public double Missed { get; init; }

    /// <summary>How many cores more than are spare other programs may use before they disturb.</summary>
    public const double MostOthers = 0.2;

    /// <summary>
    /// Whether the window cannot be trusted: by what other programs took from it or, where that is not known, by what they
    /// used. A server and a client that the system puts on one core wait for one another, and for longer than others run.
    /// </summary>
    public bool IsDisturbed => Missed > RunQueueWait.MostShare || (Waited is double waited
        ? waited > RunQueueWait.MostShare && !(Others + Blur < waited)
        : Others - Blur > Spare + MostOthers);

    /// <summary>What was in the way between two moments.</summary>
    /// <param name="start">The window's start.</param>
    /// <param name="end">Its end.</param>
    /// <param name="contender">The server.</param>
    /// <param name="regime">What it was put through.</param>
    public static Disturbance Between(WindowEdge start, WindowEdge end, Contender contender, Regime regime)
    {
        TimeSpan elapsed = end.Since(start);
        TimeSpan serverCpu = (end.ServerCpu - start.ServerCpu) ?? TimeSpan.Zero;
        double blur = (MachineIdle.Step + ProcessCpu.Step) / elapsed;
        int cores = end.Idle?.Cores ?? Environment.ProcessorCount;
        double? others = end.Idle is { } after && start.Idle is { } before
            ? Math.Max(0, cores - ((after.Total - before.Total + serverCpu + end.ClientCpu - start.ClientCpu) / elapsed)) : null;

        List<double?> waits = [];
        if (Environment.ProcessorCount > 1 && contender.IsSingleThreaded)
        {
            waits.Add(Share(start.ServerWait, end.ServerWait, elapsed));
            waits.Add(contender.NeverSleeps ? 1 - ((serverCpu + ProcessCpu.Step) / elapsed) : null);
            waits.Add(regime.HasTraffic ? Share(start.ClientWait, end.ClientWait, elapsed) : null);
        }

        // Without traffic the client sleeps.
        int used = Math.Min(cores, regime.HasTraffic ? 2 : 1);
        return new(waits.Max(), others, blur, cores - used);
    }

    /// <summary>At most all of the window: a wait that began before it is counted when it ends.</summary>
    private static double? Share(RunQueueWait? start, RunQueueWait? end, TimeSpan elapsed) =>
        start is { } before && end is { } after ? Math.Min(1, after.Since(before) / elapsed) : null;
}
