using System.Globalization;
using Pollecho.Measurement;
using Pollecho.Text;

namespace Pollecho.Results;

/// <summary>
/// A condition under which a run has failed, as <c>--fail-if</c> takes it: <c>p99&gt;200us</c>, <c>rate&lt;20k</c>,
/// <c>errors&gt;0</c>. A figure that the run does not have counts as crossed, whatever the condition: a gate
/// must not open because nothing was measured.
/// </summary>
internal sealed class Threshold
{
    /// <summary>The conditions there are, for help texts.</summary>
    public const string Form = "a condition such as 'p99>200us', 'rate<20k', 'errors>0' or 'cpu>=50%'";

    private const string Metrics =
        "p99 or any percentile, min, mean, max, stddev (also as service.p99 and response.p99), rate, cpu, sent, answered, skipped, unsent, under_way, errors, ";

    private static readonly string[] Faults = [.. new Faults().ByKind.Select(kind => SnakeCase(kind.Name))];

    private readonly Func<RunResult, double?> _read;
    private readonly string _operator;
    private readonly double _limit;

    private Threshold(string expression, Metric metric, string comparison, double limit)
    {
        Expression = expression;
        Unit = metric.Unit;
        NeedsOpenLoop = metric.NeedsOpenLoop;
        _read = metric.Read;
        _operator = comparison;
        _limit = limit;
    }

    /// <summary>The condition as it was given.</summary>
    public string Expression { get; }

    /// <summary>What <see cref="Value"/> is in: <c>us</c>, <c>messages_per_s</c>, <c>percent</c> (of one core), or <c>count</c>.</summary>
    public string Unit { get; }

    /// <summary>Whether it asks for the response time by name, which only an open loop has.</summary>
    public bool NeedsOpenLoop { get; }

    /// <summary>Reads a condition.</summary>
    /// <param name="text">A metric, an operator (&gt; &gt;= &lt; &lt;=) and a limit, with or without spaces between.</param>
    /// <param name="threshold">The condition; null if it is malformed.</param>
    /// <param name="error">What is wrong, to be put after the option's name; empty if nothing is.</param>
    public static bool TryParse(string text, out Threshold? threshold, out string error)
    {
        threshold = null;
        int start = text.AsSpan().IndexOfAny('<', '>');
        if (start < 0)
        {
            error = $"takes {Form}, not '{text}'";
            return false;
        }

        int length = start + 1 < text.Length && text[start + 1] == '=' ? 2 : 1;
        string name = text[..start].Trim();
        string limit = text[(start + length)..].Trim();
        if (!TryFind(name, out Metric? metric, out error))
        {
            return false;
        }

        if (!metric!.TryParseLimit(limit, out double value))
        {
            error = $"{name} takes {metric.LimitForm}, not '{limit}'";
            return false;
        }

        threshold = new Threshold(text.Trim(), metric, text.Substring(start, length), value);
        return true;
    }

    /// <summary>The figure that the condition looks at, in <see cref="Unit"/>; null if the run has none.</summary>
    public double? Value(RunResult result) => _read(result);

    /// <summary>Whether the run failed by this condition. One in which nothing was answered fails by any: it shows nothing.</summary>
    public bool IsCrossed(RunResult result) => result.Answered == 0 || Value(result) is not double value || _operator switch
    {
        ">" => value > _limit,
        ">=" => value >= _limit,
        "<" => value < _limit,
        _ => value <= _limit,
    };

    /// <summary>The condition and the figure, for an error message: <c>p99&gt;200us: it is 312 µs</c>.</summary>
    public string Explain(RunResult result)
    {
        if (result.Answered == 0)
        {
            return $"{Expression}: nothing was answered, so that it cannot be judged";
        }

        if (Value(result) is not double figure)
        {
            return Expression + (NeedsOpenLoop && result.Response is null
                ? ": only an open loop has response times; give it a --rate"
                : $": it is not known, as {Units.Count(result.Errors + result.UnderWay + result.Skipped, "message")} got no right reply in time");
        }

        return $"{Expression}: it is " + Unit switch
        {
            "us" => Units.Duration(figure * 1e3),
            "percent" => figure.ToString("0.#", CultureInfo.InvariantCulture) + "%",
            _ => figure.ToString("#,0.##", CultureInfo.InvariantCulture),
        };
    }

    /// <summary>The name of a fault as expressions, JSON and CSV write it.</summary>
    internal static string SnakeCase(string faultName) => faultName.Replace(' ', '_');

    private static bool TryFind(string name, out Metric? metric, out string error)
    {
        error = "";
        metric = name switch
        {
            "rate" => new("messages_per_s", "a number of messages a second such as 20000 or 20k", TryParseNumber,
                result => result.Elapsed > TimeSpan.Zero ? result.Rate : null),
            "cpu" => new("percent", "a share of one core such as 50%", TryParsePercent,
                result => result.Elapsed > TimeSpan.Zero ? result.CpuPercent : null),
            "sent" => Count(result => result.Sent),
            "answered" => Count(result => result.Answered),
            "skipped" => Count(result => result.Skipped),
            "unsent" => Count(result => result.Unsent),
            "under_way" => Count(result => result.UnderWay),
            "errors" => Count(result => result.Errors),
            _ when Array.IndexOf(Faults, name) is int kind and >= 0 => Count(result => result.Faults.ByKind[kind].Count),
            _ => Latency(name, ref error),
        };
        error = metric is null && error.Length == 0 ? $"knows no metric '{name}'; there are {Metrics}{string.Join(", ", Faults)}" : error;
        return metric is not null;
    }

    private static Metric Count(Func<RunResult, long> read) =>
        new("count", "a whole number such as 0 or 20k", TryParseWhole, result => read(result));

    private static Metric? Latency(string name, ref string error)
    {
        const string Service = "service.", Response = "response.";
        bool response = name.StartsWith(Response, StringComparison.Ordinal);
        string of = response ? Response : name.StartsWith(Service, StringComparison.Ordinal) ? Service : "";
        Statistic? read = Find(name[of.Length..], ref error);
        return read is null ? null : new("us", Units.DurationForm, TryParseMicroseconds, ReadLatency) { NeedsOpenLoop = response };

        double? ReadLatency(RunResult result)
        {
            bool isService = of == Service || (of != Response && result.Response is null);
            LatencyHistogram? histogram = isService ? result.Service : result.KnownResponse ?? result.Response;
            long missing = isService ? Math.Max(0, result.Sent - result.Answered) : result.ResponsesMissing + result.Skipped;
            return histogram is { Count: > 0 } ? read(histogram, missing) / 1e3 : null;
        }
    }

    /// <summary>A figure of a histogram, in nanoseconds; null if there is none of that name.</summary>
    private static Statistic? Find(string name, ref string error)
    {
        switch (name)
        {
            case "min": return (histogram, _) => histogram.MinNanoseconds;
            case "mean": return (histogram, missing) => missing == 0 ? histogram.MeanNanoseconds : null;
            case "max": return (histogram, missing) => missing == 0 ? histogram.MaxNanoseconds : null;
            case "stddev": return (histogram, missing) => missing == 0 ? histogram.StdDevNanoseconds : null;
        }

        if (!name.StartsWith('p') || !TryParseNumber(name[1..], out double percentile))
        {
            return null;
        }

        if (percentile > 100)
        {
            error = $"takes percentiles from p0 to p100, not '{name}'";
            return null;
        }

        return (histogram, missing) => histogram.Percentile(percentile, missing);
    }

    private static bool TryParseMicroseconds(string text, out double microseconds)
    {
        bool parsed = Units.TryParseDuration(text, out TimeSpan duration);
        microseconds = duration.TotalMicroseconds;

        // A bare 0 is no limit that one can mean for sure.
        return parsed && text != "0";
    }

    private static bool TryParseWhole(string text, out double value)
    {
        bool parsed = Units.TryParseCount(text, out long count);
        value = count;
        return parsed;
    }

    /// <summary>A number that may have decimals; <c>k</c> and <c>M</c> allowed if it comes out whole.</summary>
    private static bool TryParseNumber(string text, out double value) => TryParseWhole(text, out value)
        || (text.Length > 0 && char.IsAsciiDigit(text[0]) && char.IsAsciiDigit(text[^1])
            && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value));

    private static bool TryParsePercent(string text, out double value) =>
        TryParseNumber(text.EndsWith('%') ? text[..^1].TrimEnd() : text, out value);

    /// <summary>A figure of a histogram, in nanoseconds; null if it depends on messages that have no right reply.</summary>
    private delegate double? Statistic(LatencyHistogram histogram, long missing);

    private delegate bool ParseLimit(string text, out double value);

    /// <summary>A figure of a run, and what limits it may have.</summary>
    private sealed record Metric(string Unit, string LimitForm, ParseLimit TryParseLimit, Func<RunResult, double?> Read)
    {
        public bool NeedsOpenLoop { get; init; }
    }
}
