using System.Diagnostics;
using Pollecho.Measurement;

namespace Pollecho.Compare;

/// <summary>What a server did between two moments: its processor time by the system's account, its counters by its own.</summary>
internal sealed class ServerWindow(ServerChild server)
{
    private (long At, TimeSpan? Cpu) _start;
    private (long At, TimeSpan? Cpu) _end;

    /// <summary>Whether both moments were seen.</summary>
    public bool IsWhole => _start.At != 0 && _end.At != 0;

    /// <summary>It begins. The question is put after the clock is read, and its answer fetched later, so that nothing is held up.</summary>
    public void Start()
    {
        _start = (Stopwatch.GetTimestamp(), server.Cpu);
        server.Ask();
    }

    /// <summary>It ends.</summary>
    public void End()
    {
        _end = (Stopwatch.GetTimestamp(), server.Cpu);
        server.Ask();
    }

    /// <summary>What came of it.</summary>
    /// <param name="answered">Right replies in it.</param>
    /// <param name="roundTrips">Their round trips.</param>
    /// <param name="messageSize">Bytes in a message.</param>
    /// <exception cref="ServerDiedException">The server does not answer.</exception>
    public Sample Sample(long answered, LatencyHistogram roundTrips, int messageSize)
    {
        ServerReading first = server.Answer(), last = server.Answer();
        if (_start.Cpu is not TimeSpan cpuBefore || _end.Cpu is not TimeSpan cpuAfter)
        {
            throw new ServerDiedException("its processor time cannot be read");
        }

        // Both by the server's own clock and count, as it may have answered a moment late.
        double messages = (last.BytesOut - first.BytesOut) / (double)messageSize;
        return new Sample(Stopwatch.GetElapsedTime(_start.At, _end.At), answered, roundTrips, cpuAfter - cpuBefore)
        {
            NothingPerMessage = messages > 0 ? (last.WouldBlock - first.WouldBlock) / messages : null,
            OtherWorkPerSecond = (last.OtherWork - first.OtherWork) / last.Since(first).TotalSeconds,
        };
    }
}
