using System.Globalization;
using Pollecho.Measurement;
using Pollecho.Results;
using Pollecho.Text;

namespace Pollecho.Output.Client;

/// <summary>What a client found that works like ping, as text.</summary>
internal static class PingSummary
{
    /// <summary>How many outages are shown.</summary>
    private const int ShownOutages = 20;

    private const double LeastLoss = 0.01;

    /// <summary>All of it, in lines.</summary>
    /// <param name="result">What was found.</param>
    /// <param name="percentiles">Which percentiles to show.</param>
    public static IEnumerable<string> Of(RunResult result, IReadOnlyList<double> percentiles)
    {
        yield return Counts(result, result.UnderWay);
        yield return $"loss {Loss(result)}, elapsed {Units.Duration(result.Lasted)}{Connect(result.ConnectTime)}";
        if (result.Service.Count > 0)
        {
            yield return RoundTrips(result, percentiles);
        }

        if (result.Ping?.JitterNanoseconds is { } jitter)
        {
            yield return $"jitter {Units.Duration(jitter)} (RFC 3550, of round trips{(result.Targets.Count > 0 ? ", the largest of any server" : "")})";
        }

        IEnumerable<string> outages = result.Targets.Count == 0 ? Outages("", result.Ping)
            : result.Targets.SelectMany(target => Outages($"{Escape.Line(target.Server)}: ", target.Found.Ping));
        foreach (string line in outages)
        {
            yield return line;
        }
    }

    /// <summary>What was found so far, in one line.</summary>
    public static string SoFar(RunResult result) =>
        $"{Counts(result, underWay: result.Sent - result.Answered - result.Faults.Messages)}, loss {Loss(result)}"
        + (result.Service.Count > 0 ? $"; {RoundTrips(result, [])}" : "")
        + (result.Ping is { OutageCount: > 0 } ping ? $"; {Total(ping)}" : "");

    /// <summary>How long an outage was, when, and what it cost.</summary>
    public static string Extent(Outage outage) =>
        $"{Units.Duration(outage.Length)}: from {IsoTime.Of(outage.Start)} to {(outage.End is { } end ? IsoTime.Of(end) : "the end of the run")}, "
        + $"{Units.Count(outage.Messages, "message")} without a reply in time";

    private static string Counts(RunResult result, long underWay)
    {
        Faults faults = result.Faults;
        return $"{Units.Count(result.Sent)} sent, {Units.Count(result.Answered)} answered, {Units.Count(faults.Wrong)} wrong, {Units.Count(faults.Unanswered)} lost"
            + (result.Unsent > 0 ? $", {Units.Count(result.Unsent)} not sent for want of a connection" : "")
            + (faults.Late > 0 ? $", {Units.Count(faults.Late)} late" : "")
            + (underWay > 0 ? $", {Units.Count(underWay)} under way" : "")
            + (faults.Repeated > 0 ? $", {Units.Count(faults.Repeated)} repeated" : "")
            + (faults.SurplusBytes > 0 ? $", {Units.Count(faults.SurplusBytes, "byte")} too many" : "");
    }

    /// <summary>The share that had no reply in time. However few these are, they are not none.</summary>
    public static string Loss(RunResult result) => result.LossPercent switch
    {
        double.NaN => "unknown",
        > 0 and < LeastLoss => string.Create(CultureInfo.InvariantCulture, $"under {LeastLoss}%"),
        double percent => $"{Units.Figure(percent)}%",
    };

    private static string Connect(LatencyHistogram connect) => connect.Count switch
    {
        0 => "",
        1 => $", connect {Units.Duration(connect.MaxNanoseconds)}",
        _ => $", connect {Units.Duration(connect.MinNanoseconds)} to {Units.Duration(connect.MaxNanoseconds)}",
    };

    private static string RoundTrips(RunResult result, IReadOnlyList<double> percentiles)
    {
        LatencyHistogram rtt = result.Service;
        List<string> names = ["min", "mean", .. percentiles.Select(Units.Percentile), "max"];
        List<string> figures = [Units.Duration(rtt.MinNanoseconds), Units.Duration(rtt.MeanNanoseconds), .. percentiles.Select(percentile => Units.Duration(rtt.Percentile(percentile))), Units.Duration(rtt.MaxNanoseconds)];
        if (result.Ping?.MdevNanoseconds is { } mdev)
        {
            names.Add("mdev");
            figures.Add(Units.Duration(mdev));
        }

        return $"rtt {string.Join('/', names)} = {string.Join(" / ", figures)}";
    }

    private static string Total(PingFigures ping) => $"{Units.Count(ping.OutageCount, "outage")}, {Units.Duration(ping.OutageTime)} in all";

    private static IEnumerable<string> Outages(string server, PingFigures? ping)
    {
        if (ping is not { OutageCount: > 0 })
        {
            return [];
        }

        Outage[] shown = [.. ping.Outages.Take(ShownOutages)];
        long left = ping.OutageCount - shown.Length;
        return [$"{server}{Total(ping)}:", .. shown.Select(outage => $"  {Extent(outage)}"), .. left > 0 ? [$"  and {Units.Count(left)} more"] : Array.Empty<string>()];
    }
}
