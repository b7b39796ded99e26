using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Pollecho.Sockets;
using Pollecho.Time;

namespace Pollecho.Client;

/// <summary>
/// Begins the connections of one thread, without waiting for any, and counts how their connects have gone. For the loop's
/// thread.
/// </summary>
/// <param name="options">What the run is to do.</param>
/// <param name="share">Which connections are the thread's.</param>
/// <param name="targets">The servers that they go to, with the queues that they are taken from.</param>
internal sealed class ConnectionOpener(RunOptions options, LoopShare share, TargetShares targets)
{
    private readonly byte[] _scratch = GC.AllocateUninitializedArray<byte>(64 * 1024, pinned: true);

    // By place: whether a connection there was open before, and whether the last one was closed as it had had its messages.
    private readonly bool[] _wasOpen = new bool[share.Connections];
    private readonly bool[] _isRenewed = new bool[share.Connections];

    /// <summary>Begins the next connection to a server. To be called if its queue has one to take.</summary>
    /// <param name="to">The server.</param>
    /// <param name="now">The time, as Stopwatch counts.</param>
    /// <returns>The connection, which is being opened, or is open already and not settled; null if it failed at once, or was put off.</returns>
    public ClientConnection? Open(TargetShare to, long now)
    {
        (int place, int attempt, long since) = to.Queue.Take(now);
        ServerTarget target = to.Target;
        long deadline = Deadline.After(since, options.ConnectTimeout);
        EndPoint endPoint = target.Current;
        SocketError error = target.Failures is [.., var last] ? last.Error : SocketError.Success;
        long begunAt = Stopwatch.GetTimestamp();
        Socket? socket = target.TakeFirst();
        long? connectTicks = socket is null ? null : target.FirstConnectTicks;
        if (socket is null && error == SocketError.Success)
        {
            error = ConnectCalls.BeginConnect(endPoint, options.Tuning, out socket, options.SourceOf((int)share.Connection(place)));
        }

        if (socket is null && error == SocketError.WouldBlock && now < deadline)
        {
            to.Queue.PutOff((place, attempt, since), now);
            return null;
        }

        if (socket is null)
        {
            Fail(to, place, attempt, endPoint, error == SocketError.WouldBlock ? SocketError.TimedOut : error);
            return null;
        }

        // Numbers differ in all threads of all clients, and a reconnect gets a new one.
        int id = unchecked((int)share.Connection(((long)attempt * targets.All.Length) + to.Index));
        var inFlight = new InFlight(options.Pipeline);
        var verifier = new ReplyVerifier(options.Payload, id, inFlight, to.Tally, _scratch, to.Observer);
        return new ClientConnection(socket, id, place, options.Payload, inFlight, verifier)
        {
            EndPoint = endPoint,

            // One that had to be put off was begun when that was.
            BegunAt = since < now ? since : begunAt,
            ConnectTicks = connectTicks,
            ConnectDeadline = deadline,
            Attempt = attempt,
        };
    }

    /// <summary>A connect has succeeded: the connection is open from now on.</summary>
    public void SetOpen(ClientConnection connection)
    {
        TargetShare target = targets[connection.Place];
        target.Queue.Settle(connection.Attempt);
        connection.IsOpen = true;
        target.Target.IsReached = true;
        connection.ConnectTicks ??= Stopwatch.GetTimestamp() - connection.BegunAt;
        CountOpened(connection);
    }

    /// <summary>A connect has failed, and the connection is closed: another is opened there later, if the run is to reconnect.</summary>
    /// <param name="connection">Which.</param>
    /// <param name="error">Why.</param>
    public void Fail(ClientConnection connection, SocketError error) =>
        Fail(targets[connection.Place], connection.Place, connection.Attempt, connection.EndPoint, error);

    /// <summary>The connection at a place has had its messages, and is closed: another is opened there at once.</summary>
    public void Renew(int place)
    {
        _isRenewed[place] = true;
        targets[place].Queue.PutNext(place);
    }

    private void CountOpened(ClientConnection connection)
    {
        ref bool wasOpen = ref _wasOpen[connection.Place];
        ref bool isRenewed = ref _isRenewed[connection.Place];
        RunTally tally = connection.Tally;
        if (wasOpen && !isRenewed)
        {
            tally.CountReopened(connection.BegunAt);
        }

        tally.Connected += wasOpen ? 0 : 1;
        (wasOpen, isRenewed) = (true, false);

        // One of a number of messages is counted with the first of them: the last ones may find nothing left to send.
        if (options.MessagesPerConnection is null)
        {
            connection.CountConnect(ofWindowOnly: false);
        }
    }

    private void Fail(TargetShare target, int place, int attempt, EndPoint endPoint, SocketError error)
    {
        target.Queue.Settle(attempt);
        target.Tally.LastError = error;
        target.Tally.FaultsOf(Stopwatch.GetTimestamp()).CountConnect(error);
        if (options.Reconnect)
        {
            target.Target.Fail(endPoint);
            target.Queue.PutBack(place);
        }
    }
}
