using Pollecho.Tracing;

namespace Pollecho.Server;

/// <summary>
/// The notebook's "doing other things": a small, fixed piece of arithmetic done by a turn that found nothing ready.
/// Counting the pieces shows how much a process could get done while it waits.
/// </summary>
/// <param name="counters">Count the pieces.</param>
/// <param name="trace">Receives each; null for none.</param>
internal sealed class OtherWork(ServerCounters counters, ILoopTrace? trace = null)
{
    private const int Steps = 1_000;

    private ulong _state = 88172645463325252;

    /// <summary>Does one unit: 1,000 steps of a xorshift generator (Marsaglia 2003), one or two microseconds.</summary>
    public void DoUnit()
    {
        trace?.Begin(CallKind.OtherWork);
        ulong x = _state;
        for (int i = 0; i < Steps; i++)
        {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
        }

        _state = x;
        counters.OtherWork++;
        trace?.DidOtherWork();
    }
}
