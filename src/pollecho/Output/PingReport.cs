using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Pollecho.Client;
using Pollecho.Measurement;
using Pollecho.Sockets;
using Pollecho.Text;

namespace Pollecho.Output;

/// <summary>What the client tells when it works like ping: a line a reply, and a summary.</summary>
internal sealed class PingReport(TextWriter output, LoadOptions options) : IReplyObserver
{
    private const int ShownBytes = 64;

    private int _connection;
    private long _sentBefore;

    /// <inheritdoc/>
    public void Connected(int connection)
    {
        _connection = connection;
        byte[] message = new byte[Math.Min(options.Payload.Size, ShownBytes + 1)];
        options.Payload.FillMessages(connection, 0, message);
        output.WriteLine(
            $"pollecho client: connected to {options.EndPoint}, sending {Escape.Quote(message, ShownBytes)} ({Units.Count(options.Payload.Size, "byte")})");
    }

    /// <inheritdoc/>
    public void Disconnected(long sent, SocketError error)
    {
        _sentBefore += sent;
        output.WriteLine($"pollecho client: connection lost: {SocketErrors.Describe(error, "closed by the server")}; trying to open it again");
    }

    /// <inheritdoc/>
    public void Replied(long sequence, ReadOnlySpan<byte> reply, bool right, long roundTripTicks)
    {
        string rtt = Units.Duration(Stopwatch.GetElapsedTime(0, roundTripTicks));
        output.WriteLine($"{Number(sequence)} {Escape.Quote(reply, ShownBytes)} rtt={rtt}{(right ? "" : $" WRONG, expected {Expected(sequence)}")}");
    }

    /// <inheritdoc/>
    public void TimedOut(long sequence) =>
        output.WriteLine($"{Number(sequence)} no whole reply within {Units.Duration(options.Timeout)}");

    /// <summary>The totals.</summary>
    public void Finished(LoadResult result)
    {
        if (result.Connected == 0 && result.Faults.Total > 0)
        {
            // There is an error to tell it all.
            return;
        }

        Faults faults = result.Faults;
        long wrong = faults.Altered + faults.OutOfOrder + faults.Repeated;
        long lost = faults.TimedOut + faults.Short + faults.Lost;
        output.WriteLine(
            $"{Units.Count(result.Sent)} sent, {Units.Count(result.Answered + wrong + faults.Late)} answered, {Units.Count(wrong)} wrong, {Units.Count(lost)} lost"
            + (faults.Late > 0 ? $", {Units.Count(faults.Late)} late" : "")
            + (faults.SurplusBytes > 0 ? $", {Units.Count(faults.SurplusBytes, "byte")} too many" : ""));
        LatencyHistogram rtt = result.Service;
        if (rtt.Count > 0)
        {
            output.WriteLine(
                $"rtt min/p50/p99/max = {Units.Duration(rtt.MinNanoseconds)} / {Units.Duration(rtt.Percentile(50))} / "
                + $"{Units.Duration(rtt.Percentile(99))} / {Units.Duration(rtt.MaxNanoseconds)}");
        }
    }

    private string Expected(long sequence)
    {
        byte[] expected = new byte[Math.Min(options.Payload.Size, ShownBytes + 1)];
        options.Payload.FillReplies(_connection, sequence * options.Payload.Size, expected);
        return Escape.Quote(expected, ShownBytes);
    }

    private string Number(long sequence) => string.Create(CultureInfo.InvariantCulture, $"seq={_sentBefore + sequence + 1}");
}
