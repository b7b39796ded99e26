using System.Globalization;
using System.Net.Sockets;
using Pollecho.Client;
using Pollecho.Measurement;
using Pollecho.Results;
using Pollecho.Sockets;
using Pollecho.Text;

namespace Pollecho.Output.Client;

/// <summary>What the client prints when it works like ping: a line per reply, and a summary.</summary>
/// <param name="output">Where to.</param>
/// <param name="options">What was asked for.</param>
/// <param name="width">How many columns a line of words may have, as the first and the last are; null for as many as there are.</param>
internal sealed class PingReport(TextWriter output, RunOptions options, int? width = null) : IReplyObserver
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
        output.Write(
            $"pollecho client: connected to {options.EndPoint}, sending {Escape.Quote(message, ShownBytes)} ({Units.Count(options.Payload.Size, "byte")})",
            width,
            indent: 2);
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
        string rtt = Units.Duration(LatencyHistogram.Nanoseconds(roundTripTicks));
        output.WriteLine($"{Number(sequence)} {Escape.Quote(reply, ShownBytes)} rtt={rtt}{(right ? "" : $" WRONG, expected {Expected(sequence)}")}");
    }

    /// <inheritdoc/>
    public void Surplus(ReadOnlySpan<byte> bytes) =>
        output.WriteLine($"surplus {Escape.Quote(bytes, ShownBytes)} ({Units.Count(bytes.Length, "byte")} that belong to no reply)");

    /// <inheritdoc/>
    public void TimedOut(long sequence) =>
        output.WriteLine($"{Number(sequence)} no whole reply within {Units.Duration(options.Timeout)}");

    /// <summary>The totals.</summary>
    /// <param name="result">What was found.</param>
    /// <param name="percentiles">Which percentiles to show.</param>
    public void Finished(RunResult result, IReadOnlyList<double> percentiles)
    {
        if (result.Connected == 0 && result.Faults.Total > 0)
        {
            // The error message says it all.
            return;
        }

        Faults faults = result.Faults;
        output.Write(
            $"{Units.Count(result.Sent)} sent, {Units.Count(result.Answered)} answered, {Units.Count(faults.Wrong)} wrong, {Units.Count(faults.Unanswered)} lost"
            + (faults.Late > 0 ? $", {Units.Count(faults.Late)} late" : "")
            + (result.UnderWay > 0 ? $", {Units.Count(result.UnderWay)} under way" : "")
            + (faults.Repeated > 0 ? $", {Units.Count(faults.Repeated)} repeated" : "")
            + (faults.SurplusBytes > 0 ? $", {Units.Count(faults.SurplusBytes, "byte")} too many" : ""),
            width,
            indent: 2);
        LatencyHistogram rtt = result.Service;
        if (rtt.Count > 0)
        {
            string[] names = ["min", .. percentiles.Select(percentile => string.Create(CultureInfo.InvariantCulture, $"p{percentile}")), "max"];
            double[] figures = [rtt.MinNanoseconds, .. percentiles.Select(percentile => (double)rtt.Percentile(percentile)), rtt.MaxNanoseconds];
            output.Write($"rtt {string.Join('/', names)} = {string.Join(" / ", figures.Select(Units.Duration))}", width, indent: 2);
        }

        if (TcpText.Of(result) is { } tcp)
        {
            output.Write($"TCP {tcp}", width, indent: 2);
        }

        if (TcpText.Warning(result) is { } warning)
        {
            output.Write($"warning: {warning}", width, indent: 2);
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
