using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Pollecho.Sockets;
using Pollecho.Time;

namespace Pollecho.Client;

/// <summary>
/// The first connection to a name that stands for several addresses. They are tried side by side, each started a while
/// after the one before or as soon as one fails, and the first that answers is the server (RFC 8305, "happy eyeballs").
/// </summary>
/// <param name="timeout">How long to try.</param>
/// <param name="tuning">What is set on the connections.</param>
/// <param name="stop">Ends the attempt.</param>
/// <param name="source">The address to connect from; null for the system's choice.</param>
internal sealed class FirstConnection(TimeSpan timeout, SocketTuning tuning, CancellationToken stop, IPAddress? source = null)
{
    /// <summary>From the begin of one attempt to that of the next (RFC 8305, 5).</summary>
    private static readonly TimeSpan AttemptDelay = TimeSpan.FromMilliseconds(250);

    /// <summary>A signal does not end a wait for sockets, so it is made of slices.</summary>
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(50);

    private readonly List<Attempt> _opening = [];
    private readonly List<ConnectFailure> _failures = [];

    /// <summary>Every address that failed, in the order in which they did.</summary>
    public IReadOnlyList<ConnectFailure> Failures => _failures;

    /// <summary>How long it took to open the connection, as Stopwatch counts; 0 while none is open.</summary>
    public long ConnectTicks { get; private set; }

    /// <summary>The addresses with their families in turn, beginning with that of the first; else in the order given (RFC 8305, 4).</summary>
    public static EndPoint[] Interleave(EndPoint[] endPoints)
    {
        EndPoint[] ofFirst = Array.FindAll(endPoints, endPoint => endPoint.AddressFamily == endPoints[0].AddressFamily);
        EndPoint[] ofOther = Array.FindAll(endPoints, endPoint => endPoint.AddressFamily != endPoints[0].AddressFamily);
        var inTurn = new List<EndPoint>();
        for (int i = 0; i < Math.Max(ofFirst.Length, ofOther.Length); i++)
        {
            if (i < ofFirst.Length)
            {
                inTurn.Add(ofFirst[i]);
            }

            if (i < ofOther.Length)
            {
                inTurn.Add(ofOther[i]);
            }
        }

        return [.. inTurn];
    }

    /// <summary>Tries them until one is open, all have failed, or the time is up.</summary>
    /// <param name="endPoints">In the order in which they are to be tried.</param>
    /// <returns>The address, and the connection, which is non-blocking; null with all of them among <see cref="Failures"/>.</returns>
    /// <exception cref="OperationCanceledException">The stop came first.</exception>
    public (EndPoint EndPoint, Socket Socket)? Open(IReadOnlyList<EndPoint> endPoints)
    {
        long start = Stopwatch.GetTimestamp();
        long deadline = Deadline.After(start, timeout);
        TimeSpan delay = timeout / endPoints.Count < AttemptDelay ? timeout / endPoints.Count : AttemptDelay;
        int begun = 0;
        long nextAt = start;
        try
        {
            while (_opening.Count > 0 || begun < endPoints.Count)
            {
                stop.ThrowIfCancellationRequested();
                long now = Stopwatch.GetTimestamp();
                int failedBefore = _failures.Count;
                if (begun < endPoints.Count && (_opening.Count == 0 || now >= nextAt))
                {
                    Begin(endPoints[begun++]);
                    nextAt = Deadline.After(now, delay);
                }

                Wait(begun < endPoints.Count ? Math.Min(nextAt, deadline) : deadline);
                if (TakeOpen() is { } open)
                {
                    return open;
                }

                // By the clock before the look: a process that was stopped for a while still sees what has come meanwhile.
                if (now >= deadline && begun == endPoints.Count)
                {
                    GiveUp();
                }

                nextAt = _failures.Count > failedBefore ? start : nextAt;
            }

            return null;
        }
        finally
        {
            _opening.ForEach(one => one.Socket.Dispose());
        }
    }

    private void Begin(EndPoint endPoint)
    {
        long begunAt = Stopwatch.GetTimestamp();
        SocketError error = ConnectCalls.BeginConnect(endPoint, tuning, out Socket? socket, source);
        if (socket is null)
        {
            _failures.Add(new ConnectFailure(endPoint, error));
        }
        else
        {
            _opening.Add(new(endPoint, socket, begunAt));
        }
    }

    private void Wait(long until)
    {
        if (_opening.Count > 0)
        {
            TimeSpan left = TimeSpan.FromMilliseconds(Deadline.MillisecondsUntil(until, Stopwatch.GetTimestamp()));
            List<Socket> writable = [.. _opening.Select(one => one.Socket)];

            // On Windows a connect that failed is reported as an error only.
            List<Socket> failed = [.. writable];
            Socket.Select(null, writable, failed, left < Slice ? left : Slice);
        }
    }

    /// <summary>The first that is open, taken from those under way; those that have failed are put among the failures.</summary>
    private (EndPoint EndPoint, Socket Socket)? TakeOpen()
    {
        foreach (Attempt attempt in _opening.ToArray())
        {
            (EndPoint endPoint, Socket socket, long begunAt) = attempt;
            SocketError outcome = ConnectCalls.FinishConnect(socket);
            if (outcome == SocketError.WouldBlock)
            {
                continue;
            }

            _opening.Remove(attempt);
            if (outcome == SocketError.Success)
            {
                ConnectTicks = Stopwatch.GetTimestamp() - begunAt;
                return (endPoint, socket);
            }

            socket.Dispose();
            _failures.Add(new ConnectFailure(endPoint, outcome));
        }

        return null;
    }

    private void GiveUp()
    {
        foreach ((EndPoint endPoint, Socket socket, _) in _opening)
        {
            socket.Dispose();
            _failures.Add(new ConnectFailure(endPoint, SocketError.TimedOut));
        }

        _opening.Clear();
    }

    /// <summary>A connection that is being opened.</summary>
    private sealed record Attempt(EndPoint EndPoint, Socket Socket, long BegunAt);
}
