using Pollecho.Compare.Child;
using Pollecho.Measurement;

namespace Pollecho.Compare;

/// <summary>
/// What a server did between two moments: its processor time by the system's account, its counters by its own. It is
/// asked for these before the window and after it, so that asking is no part of what is measured.
/// </summary>
/// <param name="server">The server.</param>
/// <param name="contender">What it is.</param>
/// <param name="regime">What it is put through.</param>
internal sealed class ServerWindow(IMeasuredServer server, Contender contender, Regime regime)
{
    private ServerDiedException? _death;
    private ServerReading? _first;
    private ServerReading? _last;
    private WindowEdge? _start;
    private WindowEdge? _end;

    /// <summary>Whether both ends were seen.</summary>
    public bool IsWhole => _start is not null && _end is not null;

    /// <summary>The window starts.</summary>
    public void Start()
    {
        _first = Read();
        _start = Edge();
    }

    /// <summary>The window ends.</summary>
    public void End()
    {
        _end = Edge();
        _last = Read();
    }

    /// <summary>What was found between the two.</summary>
    /// <param name="answered">Right replies in it.</param>
    /// <param name="roundTrips">Their round trips.</param>
    /// <param name="messageSize">Bytes in a message.</param>
    /// <param name="window">How long the client's window was, in which it counted the replies; null without one.</param>
    /// <exception cref="ServerDiedException">The server has not answered.</exception>
    public Sample Sample(long answered, LatencyHistogram roundTrips, int messageSize, TimeSpan? window = null)
    {
        if (_death is not null)
        {
            throw _death;
        }

        if (_start?.ServerCpu is not TimeSpan cpuBefore || _end?.ServerCpu is not TimeSpan cpuAfter)
        {
            throw new ServerDiedException("its processor time cannot be read");
        }

        // Both by the server's own clock and count, as it may have answered a moment late.
        double messages = (_last!.BytesOut - _first!.BytesOut) / (double)messageSize;
        // A server that was kept from running answers late, and the client's window runs meanwhile: its replies are those of all of it.
        TimeSpan seen = _end.Since(_start), elapsed = window ?? seen;
        return new Sample(elapsed, answered, roundTrips, cpuAfter - cpuBefore)
        {
            EmptyCallsPerMessage = messages > 0 ? (_last.EmptyCalls - _first.EmptyCalls) / messages : null,
            OtherWorkPerSecond = (_last.OtherWork - _first.OtherWork) / _last.Since(_first).TotalSeconds,
            Disturbance = Disturbance.Between(_start, _end, contender, regime) with { Missed = Math.Max(0, 1 - (seen / elapsed)) },
        };
    }

    /// <summary>The client calls this in the middle of its work: a failure is kept until it has finished.</summary>
    private ServerReading? Read()
    {
        try
        {
            return server.Read();
        }
        catch (ServerDiedException e)
        {
            _death ??= e;
            return null;
        }
    }

    /// <summary>
    /// Without traffic there is time to wait for the server's clock to move, which says exactly what a running server has
    /// used. One that does not move within a step is not running, and so exact.
    /// </summary>
    private WindowEdge Edge()
    {
        WindowEdge first = server.Look(), next = first;
        while (!regime.HasTraffic && next.ServerCpu == first.ServerCpu && next.Since(first) < ProcessCpu.Step)
        {
            next = server.Look();
        }

        return next;
    }
}
