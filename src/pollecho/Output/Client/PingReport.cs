using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Pollecho.Client;
using Pollecho.Measurement;
using Pollecho.Results;
using Pollecho.Sockets;
using Pollecho.Text;

namespace Pollecho.Output.Client;

/// <summary>What the client prints when it works like ping: a line per reply, outages as they come and go, and a summary.</summary>
/// <param name="output">Where to.</param>
/// <param name="options">What was asked for.</param>
/// <param name="width">How many columns a line of words may have, as the first and the last are; null for as many as there are.</param>
/// <param name="timestamps">Whether each line begins with the time.</param>
/// <param name="server">The server that it is of, where there are several; else null.</param>
internal sealed class PingReport(TextWriter output, RunOptions options, int? width = null, bool timestamps = false, string? server = null) : IPingReport
{
    private const int ShownBytes = 64;

    private int _connection;
    private long _sentBefore;

    /// <inheritdoc/>
    public void Connected(int connection, EndPoint endPoint, long connectTicks)
    {
        _connection = connection;
        byte[] message = new byte[Math.Min(options.Payload.Size, ShownBytes + 1)];
        options.Payload.FillMessages(connection, 0, message);
        string address = AddressText.Of(endPoint);
        Say($"connected to {Escape.Line(server is null || server == address ? address : $"{server} at {address}")}, sending {Escape.Quote(message, ShownBytes)} ({Units.Count(options.Payload.Size, "byte")})");
    }

    /// <inheritdoc/>
    public void Disconnected(long sent, long lost, long? lostSince, SocketError error, bool reopens)
    {
        _sentBefore += sent;
        string what = $"connection lost: {SocketErrors.Describe(error, "closed by the server")}";
        if (reopens)
        {
            SayOfServer($"{what}; trying to open it again");
        }
        else if (server is not null)
        {
            // Of the only server the error message says it, as the run ends there.
            SayOfServer($"{what}; nothing more is sent there, as --reconnect is not given");
        }
    }

    /// <inheritdoc/>
    public void Replied(long sequence, ReadOnlySpan<byte> reply, ReplyVerdict verdict, long roundTripTicks)
    {
        string rtt = Units.Duration(LatencyHistogram.Nanoseconds(roundTripTicks));
        string remark = verdict switch
        {
            ReplyVerdict.Right => "",
            ReplyVerdict.Late => " LATE",
            ReplyVerdict.OutOfOrder => " OUT OF ORDER",
            _ => $" WRONG, expected {Expected(sequence)}",
        };
        Line($"{Number(sequence)} {Escape.Quote(reply, ShownBytes)} rtt={rtt}{remark}");
    }

    /// <inheritdoc/>
    public void Surplus(ReadOnlySpan<byte> bytes) =>
        Line($"surplus {Escape.Quote(bytes, ShownBytes)} ({Units.Count(bytes.Length, "byte")} that belong to no reply)");

    /// <inheritdoc/>
    public void TimedOut(long sequence, long sentAt) =>
        Line($"{Number(sequence)} no whole reply within {Units.Duration(options.Timeout)}");

    /// <inheritdoc/>
    public void OutageBegan(Outage outage) => SayOfServer($"outage since {IsoTime.Of(outage.Start)}");

    /// <inheritdoc/>
    public void OutageEnded(Outage outage)
    {
        // The summary shows one that is not over.
        if (outage.IsOver)
        {
            SayOfServer($"outage over after {PingSummary.Extent(outage)}");
        }
    }

    /// <summary>The totals.</summary>
    /// <param name="result">What was found.</param>
    /// <param name="percentiles">Which percentiles to show.</param>
    public void Finished(RunResult result, IReadOnlyList<double> percentiles)
    {
        // Where one of several servers was not reached, nothing was sent to any.
        if (result is { Targets.Count: > 0, Sent: 0, Faults.Total: > 0 })
        {
            return;
        }

        TargetTable.Write(output, result, percentiles, width);

        // Where it did not connect, the error message says it all.
        foreach (string line in result.Connected == 0 && result.Faults.Total > 0 ? [] : PingSummary.Of(result, percentiles))
        {
            Words(line);
        }

        if (TcpText.Of(result) is { } tcp)
        {
            Words($"TCP {tcp}");
        }

        if (TcpText.Warning(result) is { } warning)
        {
            Words($"warning: {warning}");
        }
    }

    private string Expected(long sequence)
    {
        byte[] expected = new byte[Math.Min(options.Payload.Size, ShownBytes + 1)];
        options.Payload.FillReplies(_connection, sequence * options.Payload.Size, expected);
        return Escape.Quote(expected, ShownBytes);
    }

    private string Number(long sequence) => string.Create(CultureInfo.InvariantCulture, $"seq={_sentBefore + sequence + 1}");

    private void Say(string text) => Words($"pollecho client: {text}");

    private void SayOfServer(string text) => Say(Server() + text);

    private void Words(string text) => output.Write(Stamp() + text, width, indent: 2);

    private void Line(string text) => output.WriteLine(Stamp() + Server() + text);

    private string Server() => server is null ? "" : $"{Escape.Line(server)}: ";

    private string Stamp() => timestamps ? IsoTime.Now + " " : "";
}
