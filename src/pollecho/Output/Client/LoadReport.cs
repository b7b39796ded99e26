using System.Globalization;
using System.Net.Sockets;
using Pollecho.Client;
using Pollecho.Measurement;
using Pollecho.Results;
using Pollecho.Sockets;
using Pollecho.Text;

namespace Pollecho.Output.Client;

/// <summary>What a run under load was asked for and found, as text for an engineer to read.</summary>
/// <param name="output">Where to.</param>
/// <param name="width">How many columns a line may have; null for as many as there are.</param>
internal sealed class LoadReport(TextWriter output, int? width)
{
    private const int LabelWidth = 13;
    private const int NumberWidth = 5;
    private const int UnitWidth = 3;
    private const int OpenLoopNumberWidth = 12;
    private const int NarrowNumberWidth = 7;
    private const int NamedServers = 3;

    /// <summary>Said of bytes that came when no reply was expected.</summary>
    public const string NothingExpected = "where no reply was expected";

    /// <summary>Wrong bytes as they are shown, with where in a reply they were if not at its beginning.</summary>
    public static string Received(WrongBytes wrong) =>
        Escape.Quote(wrong.Bytes, WrongBytes.Most) + (wrong.From > 0 ? $" at byte {Units.Count(wrong.From + 1)} of a reply" : "");

    /// <summary>What the run will do, in one line.</summary>
    public void Started(RunOptions options) =>
        Title($"client: {(options.Share.Count > 1 ? $"share {options.Share} of " : "")}", options, Servers(options));

    /// <summary>What was asked for, in one line.</summary>
    /// <param name="beginning">What the line begins with, after the program's name.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="servers">Of which servers.</param>
    public void Title(string beginning, RunOptions options, string servers)
    {
        string[] parts =
        [
            $"{Units.Count(options.Connections, "connection")} to {Escape.Line(servers)}",
            $"{Units.Bytes(options.Payload.Size)} a message",
            options.Rate is double rate ? $"open loop at {Units.Rate(rate)} a second" : "closed loop",
            options.Interval > TimeSpan.Zero && options.Rate is null ? $"one every {Units.Duration(options.Interval)}" : "",
            options.Pipeline > 1 ? $"up to {Units.Count(options.Pipeline)} under way on each" : "",
            options.MessagesPerConnection is long messages ? $"{Units.Count(messages, "message")} a connection, then another" : "",
            options.Threads > 1 ? Units.Count(options.Threads, "thread") : "",
            Length(options),
            options.StartAt is { } startAt ? $"from {IsoTime.Of(startAt)}" : "",
        ];
        output.Write($"pollecho {beginning}" + string.Join(", ", parts.Where(part => part.Length > 0)), width, indent: 2);
    }

    /// <summary>What it found.</summary>
    public void Finished(RunOptions options, RunResult result, IReadOnlyList<double> percentiles) =>
        Finished(options, result, percentiles, RunWarnings.Of(options, result, percentiles), Targets);

    /// <summary>What was found, with warnings and parts of one's own.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="result">What was found.</param>
    /// <param name="percentiles">Which percentiles to show.</param>
    /// <param name="warnings">Why it should not be trusted as it stands.</param>
    /// <param name="parts">Writes, below the totals, what was found of each part.</param>
    public void Finished(RunOptions options, RunResult result, IReadOnlyList<double> percentiles, IReadOnlyList<string> warnings, Action<RunResult, IReadOnlyList<double>> parts)
    {
        output.WriteLine();
        Totals(options, result);
        parts(result, percentiles);
        if (result.RoundTrip.Count > 0)
        {
            output.WriteLine();
            Latencies(result, percentiles);
        }

        if (result is { HasChurn: true, ConnectTime.Count: > 0 })
        {
            output.WriteLine("\nconnect time");
            Table(NumberWidth, percentiles, result.ConnectTime);
        }

        if (warnings.Count > 0)
        {
            output.WriteLine();
        }

        foreach (string warning in warnings)
        {
            output.Write($"warning: {warning}", width, indent: 2);
        }
    }

    /// <summary>The servers by name, or how many they are.</summary>
    internal static string Servers(RunOptions options) => options.Targets.Count switch
    {
        <= 1 => AddressText.Of(options.EndPoint),
        <= NamedServers => string.Join(", ", options.Targets.SkipLast(1).Select(target => target.Name)) + $" and {options.Targets[^1].Name}",
        int many => $"{Units.Count(many)} servers",
    };

    private void Targets(RunResult result, IReadOnlyList<double> percentiles)
    {
        if (result.Targets.Count > 0)
        {
            output.WriteLine();
            TargetTable.Write(output, result, percentiles, width);
        }
    }

    private static string Length(RunOptions options)
    {
        string[] ends =
        [
            options.Count is long count ? Units.Count(count, "message") : "",
            options.Duration is TimeSpan duration ? Units.Duration(duration) : "",
        ];
        string length = string.Join(" or ", ends.Where(end => end.Length > 0));
        return (length.Length > 0 ? $"for {length}" : "until stopped")
            + (options.Warmup > TimeSpan.Zero ? $" after {Units.Duration(options.Warmup)} of warm-up" : "")
            + (options.Cooldown > TimeSpan.Zero ? $" and before {Units.Duration(options.Cooldown)} of cool-down" : "");
    }

    private void Totals(RunOptions options, RunResult result)
    {
        // Where no connection came about, the window is a moment without meaning.
        bool measured = result.Sent > 0 && result.Elapsed > TimeSpan.Zero;
        Line("messages", $"{Units.Count(result.Sent)} sent, {Units.Count(result.Answered)} answered"
            + (measured && result.Untaken + result.Backlog > 0 ? $", {Units.Count(result.Replies)} of them within the {Units.Duration(result.Elapsed)} that were measured"
                : measured ? $" in {Units.Duration(result.Elapsed)}" : "")
            + (result.Skipped > 0 ? $", {Units.Count(result.Skipped)} skipped" : "")
            + (result.Unsent > 0 ? $", {Units.Count(result.Unsent)} due and never sent" : "")
            + (result.UnderWay > 0 ? $", {Units.Count(result.UnderWay)} under way at the end" : "")
            + (result.Interrupted ? ", stopped before its end" : ""));
        if (options.Connections > 1 || result.Reopened > 0)
        {
            Line("connections", $"{Units.Count(result.Connected)} of {Units.Count(options.Own.Connections)}"
                + (result.Reopened > 0 ? $", opened again {Units.Times(result.Reopened)}" : "")
                + (result.Connected > 0 && result.Ramp > TimeSpan.Zero ? $", opened in {Units.Duration(result.Ramp)}" : ""));
        }

        if (result.ConnectRate is double connects)
        {
            Line("connects", $"{Units.Rate(connects)}/s, {Units.Count(result.ConnectTime.Count)} after the first ones");
        }

        if (measured)
        {
            Speed(options, result);
        }

        if (TcpText.Of(result) is { } tcp)
        {
            Line("TCP", tcp);
        }

        if (result.Faults.OnOneLine() is { Length: > 0 } faults)
        {
            Line("faults", faults
                + (result.LastError == SocketError.Success ? "" : $"; the last system error: {SocketErrors.Describe(result.LastError)}"));
        }

        if (result.FirstWrong is { } wrong)
        {
            Line("first wrong", $"{Received(wrong)}, {(wrong.Expected.Length > 0 ? $"expected {Escape.Quote(wrong.Expected, WrongBytes.Most)}" : NothingExpected)}");
        }
    }

    private void Speed(RunOptions options, RunResult result)
    {
        Line("throughput", $"{Units.Rate(result.Rate)} messages/s"
            + (options.Rate is double wanted ? $" of {Units.Rate(wanted * options.Own.Connections / options.Connections)} asked for" : "")
            + $", {Units.Bytes(result.Rate * options.Payload.Size)}/s each way");
        if (result.SendDelay is { Count: > 0 } delay)
        {
            Line("send delay", $"p50 {Units.Duration(delay.Percentile(50))}, p99 {Units.Duration(delay.Percentile(99))} after messages were due");
        }

        string share = result.CpuPercent.ToString("0.0", CultureInfo.InvariantCulture);
        Line("client CPU", $"{share}% of one core"
            + (result.Replies > 0 ? $", {Units.Duration(result.CpuNanosecondsPerMessage)} a message" : ""));
    }

    private void Latencies(RunResult result, IReadOnlyList<double> percentiles)
    {
        if (result.Response is null)
        {
            output.WriteLine("round-trip time (RTT)");
            Table(NumberWidth, percentiles, result.Service);
        }
        else
        {
            output.Write("round-trip time (RTT): service time from the actual send, response time from when it was due", width, indent: 2);
            bool isNarrow = width < LabelWidth + (2 * (OpenLoopNumberWidth + UnitWidth));
            int digits = isNarrow ? NarrowNumberWidth : OpenLoopNumberWidth;
            string[] headings = isNarrow ? ["service", "response"] : ["service time", "response time"];
            output.WriteLine(new string(' ', LabelWidth) + string.Concat(headings.Select(heading => heading.PadLeft(digits + UnitWidth))));
            Table(digits, percentiles, result.Service, result.Response);
            if (result.ResponsesMissing > 0)
            {
                output.Write(
                    $"{Units.Count(result.ResponsesMissing, "message")} without a right reply in time "
                    + "count in the response time until the end of the run, which is the least that they may have taken",
                    width,
                    indent: 0);
            }
        }
    }

    private void Table(int digits, IReadOnlyList<double> percentiles, params LatencyHistogram[] columns)
    {
        Row("min", histogram => histogram.MinNanoseconds);
        Row("mean", histogram => histogram.MeanNanoseconds);
        Row("stddev", histogram => histogram.StdDevNanoseconds);
        foreach (double percentile in percentiles)
        {
            Row(Units.Percentile(percentile), histogram => histogram.Percentile(percentile));
        }

        Row("max", histogram => histogram.MaxNanoseconds);

        void Row(string label, Func<LatencyHistogram, double> figure) =>
            Line(label, string.Concat(columns.Select(column => Aligned(Units.Duration(figure(column)), digits))).TrimEnd());
    }

    /// <summary>A figure with its digits to the right and its unit in a column of its own.</summary>
    private static string Aligned(string figure, int digits)
    {
        int space = figure.IndexOf(' ', StringComparison.Ordinal);
        return figure[..space].PadLeft(digits) + figure[space..].PadRight(UnitWidth);
    }

    /// <summary>Writes a line with its label.</summary>
    public void Line(string label, string text) => output.Write($"{label,-LabelWidth}{text}", width, indent: LabelWidth);
}
