using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Pollecho.Sockets;
using Pollecho.Text;
using Pollecho.Time;

namespace Pollecho.Client;

/// <summary>
/// A server that connections of a run go to. The first may be open already; for one that is opened again the name is looked up
/// again, and where the server cannot be reached at one address the next is taken. Safe for several threads.
/// </summary>
/// <param name="endPoints">The server's addresses; connections go to the first.</param>
/// <param name="first">A connection that is open already, to the first of them.</param>
/// <param name="resolve">Looks the addresses up again; null if they do not change.</param>
internal sealed class ServerTarget(EndPoint[] endPoints, Socket? first = null, Func<EndPoint[]>? resolve = null)
    : IDisposable
{
    /// <summary>The least time from one look-up to the next, and the most that a connection to be opened again waits for one.</summary>
    private static readonly TimeSpan LookupPeriod = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private EndPoint[] _endPoints = endPoints;
    private Socket? _first = first;
    private Task<EndPoint[]>? _lookup;
    private long _nextLookupAt;

    /// <summary>Takes of several addresses the first that answers, with the connection; if none does, the first, with the failures.</summary>
    /// <param name="server">The server, whose name can be looked up again.</param>
    /// <param name="endPoints">Its addresses, in the order in which they are to be tried; at least one.</param>
    /// <param name="connectTimeout">How long to try.</param>
    /// <param name="tuning">What is set on the connection.</param>
    /// <param name="reconnect">Whether it is tried again later.</param>
    /// <param name="stop">Ends the attempt.</param>
    /// <param name="source">The address to connect from; null for the system's choice.</param>
    /// <exception cref="OperationCanceledException">The stop came first.</exception>
    public static ServerTarget Choose(
        ServerAddress server, EndPoint[] endPoints, TimeSpan connectTimeout, SocketTuning tuning, bool reconnect, CancellationToken stop, IPAddress? source = null)
    {
        if (endPoints.Length == 1)
        {
            return new ServerTarget(endPoints, resolve: server.Lookup()) { Name = server.ToString() };
        }

        var first = new FirstConnection(connectTimeout, tuning, stop, source);
        return first.Open(endPoints) is { } open
            ? new ServerTarget([open.EndPoint, .. endPoints.Where(other => !other.Equals(open.EndPoint))], open.Socket, server.Lookup()) { Name = server.ToString(), FirstConnectTicks = first.ConnectTicks }
            : new ServerTarget(endPoints, resolve: server.Lookup()) { Name = server.ToString(), Failures = reconnect ? [] : first.Failures };
    }

    /// <summary>Where the next connection goes.</summary>
    public EndPoint Current
    {
        get
        {
            lock (_lock)
            {
                return field;
            }
        }

        private set;
    } = endPoints[0];

    /// <summary>Why the server could not be reached at any of its addresses, where that is settled; else empty.</summary>
    public IReadOnlyList<ConnectFailure> Failures { get; init; } = [];

    /// <summary>What it is called in reports: as it was given, or its address.</summary>
    public string Name { get; init; } = AddressText.Of(endPoints[0]);

    /// <summary>Whether a connection to it was open, be it long ago.</summary>
    public bool IsReached
    {
        get => Volatile.Read(ref field);
        set => Volatile.Write(ref field, value);
    }

    /// <summary>How long it took to open the connection that is open already, as Stopwatch counts.</summary>
    public long FirstConnectTicks { get; init; }

    /// <summary>The connection that is open already, once; then null.</summary>
    public Socket? TakeFirst() => Interlocked.Exchange(ref _first, null);

    /// <summary>Whether a look-up is under way whose outcome is worth waiting for; the addresses of one that has ended are used from now on.</summary>
    /// <param name="now">The time, as Stopwatch counts.</param>
    public bool IsLookingUp(long now)
    {
        lock (_lock)
        {
            if (_lookup is { IsCompleted: true } ended)
            {
                _lookup = null;

                // One that found nothing changes nothing: name servers may be down for a while.
                Move(ended.IsCompletedSuccessfully ? ended.Result : []);
            }

            return _lookup is not null && now < _nextLookupAt;
        }
    }

    /// <summary>A connection was lost, and is to be opened again: looks the name up, without waiting for the outcome.</summary>
    public void LookUp()
    {
        lock (_lock)
        {
            long now = Stopwatch.GetTimestamp();
            if (resolve is null || _lookup is not null || now < _nextLookupAt)
            {
                return;
            }

            _nextLookupAt = Deadline.After(now, LookupPeriod);
            try
            {
                _lookup = NameLookup.Begin(resolve);
            }
            catch (OutOfMemoryException)
            {
                // The system gives no more threads now.
            }
        }
    }

    /// <summary>A connect failed, and is to be tried again: at the next address, unless that was done since.</summary>
    /// <param name="endPoint">Where it failed.</param>
    public void Fail(EndPoint endPoint)
    {
        lock (_lock)
        {
            if (endPoint.Equals(Current))
            {
                int next = Array.IndexOf(_endPoints, endPoint) + 1;
                Current = _endPoints[next % _endPoints.Length];
            }
        }
    }

    /// <summary>Closes the connection that was open already, if it was not taken.</summary>
    public void Dispose() => TakeFirst()?.Dispose();

    private void Move(EndPoint[] found)
    {
        if (found.Length > 0)
        {
            _endPoints = found;
            Current = found.Contains(Current) ? Current : found[0];
        }
    }
}
