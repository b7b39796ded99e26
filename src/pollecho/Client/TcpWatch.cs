using System.Net.Sockets;
using Pollecho.Results;
using Pollecho.Sockets;

namespace Pollecho.Client;

/// <summary>
/// What the system's TCP reports of one thread's connections over the measured window. It is asked at both ends, when a
/// connection is closed between them and, where there is a pause between messages as by ping, before each reply is counted.
/// For the loop's thread.
/// </summary>
/// <param name="options">What the run does.</param>
/// <param name="tallies">Where those to each server are counted.</param>
/// <param name="read">Asks the system; null for its own call.</param>
internal sealed class TcpWatch(RunOptions options, IReadOnlyList<RunTally> tallies, Func<Socket, TcpFigures?>? read = null)
{
    // Without a pause it would be a call more for each message of a loop that makes two.
    private readonly bool _isPing = (options.IsPaced || options is { Pipeline: 1, Rate: null }) && options.Connections == options.Servers && options.Interval > TimeSpan.Zero;
    private readonly Func<Socket, TcpFigures?> _read = read ?? SocketCalls.Figures;
    private bool _isOn;

    /// <summary>The measuring begins: what was counted before does not belong to it. May be called again, to begin once more.</summary>
    public void Begin(ReadOnlySpan<ClientConnection?> connections)
    {
        foreach (RunTally tally in tallies)
        {
            tally.Tcp = null;
            tally.Slow = null;
        }

        _isOn = true;
        foreach (ClientConnection? connection in connections)
        {
            if (connection is { IsOpen: true })
            {
                Count(connection);
            }
        }

        foreach (RunTally tally in tallies)
        {
            tally.Tcp = tally.Tcp is null ? null : new TcpTotals();
        }
    }

    /// <summary>A connection was opened.</summary>
    public void Opened(ClientConnection connection)
    {
        // What its handshake took does not count for the first message.
        if (_isOn && _isPing)
        {
            Count(connection);
        }
    }

    /// <summary>Bytes have come, and are not judged yet.</summary>
    /// <param name="connection">Where.</param>
    /// <param name="now">When, as Stopwatch counts.</param>
    public void Received(ClientConnection connection, long now)
    {
        if (_isOn && _isPing && Count(connection) is { } grown)
        {
            connection.Tally.Slow ??= default(SlowReplies);
            connection.Tally.RetransmittedAt = grown > 0 ? now : connection.Tally.RetransmittedAt;
        }
    }

    /// <summary>An open connection is about to be closed.</summary>
    public void Closing(ClientConnection connection)
    {
        if (_isOn)
        {
            CountLast(connection);
        }
    }

    /// <summary>The run is over; what its connections do from now on is not counted.</summary>
    public void End(ReadOnlySpan<ClientConnection?> connections)
    {
        foreach (ClientConnection? connection in connections)
        {
            if (_isOn && connection is { IsOpen: true })
            {
                CountLast(connection);
            }
        }

        _isOn = false;
    }

    /// <summary>Adds what the system has sent again since it was asked last.</summary>
    /// <returns>How often; null if it does not report that.</returns>
    private long? Count(ClientConnection connection) => Read(connection, out _);

    private void CountLast(ClientConnection connection)
    {
        if (Read(connection, out TimeSpan? roundTrip) is not null && roundTrip is not null)
        {
            connection.Tally.Tcp += new TcpTotals(0, 1, roundTrip.Value);
        }
    }

    private long? Read(ClientConnection connection, out TimeSpan? roundTrip)
    {
        TcpFigures? figures = _read(connection.Socket);
        roundTrip = figures?.RoundTrip;
        if (figures is null)
        {
            return null;
        }

        long grown = figures.Value.Retransmits - connection.Retransmits;
        connection.Retransmits = figures.Value.Retransmits;
        connection.Tally.Tcp = (connection.Tally.Tcp ?? default) + new TcpTotals(grown, 0, TimeSpan.Zero);
        return grown;
    }
}
