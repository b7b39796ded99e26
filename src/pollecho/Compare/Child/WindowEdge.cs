using System.Diagnostics;
using Pollecho.Measurement;

namespace Pollecho.Compare.Child;

/// <summary>What is read at either end of a measured window.</summary>
/// <param name="At">When, as Stopwatch counts.</param>
/// <param name="ServerCpu">Processor time that the server has used; null if it is gone.</param>
/// <param name="ClientCpu">Processor time that this process has used.</param>
/// <param name="Idle">Processor time that nobody has used; null if not known.</param>
/// <param name="ServerWait">How long the server's first thread has waited for a core; null if not known.</param>
/// <param name="ClientWait">How long the calling thread has; null if not known.</param>
internal sealed record WindowEdge(long At, TimeSpan? ServerCpu, TimeSpan ClientCpu, MachineIdle? Idle, RunQueueWait? ServerWait, RunQueueWait? ClientWait)
{
    /// <summary>Time since an earlier edge.</summary>
    public TimeSpan Since(WindowEdge earlier) => Stopwatch.GetElapsedTime(earlier.At, At);
}
