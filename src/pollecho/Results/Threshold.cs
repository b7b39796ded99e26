using Pollecho.Measurement;
using Pollecho.Text;
using Field = Pollecho.Results.ReportField<Pollecho.Results.RunResult>;

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

    private static readonly Field.Number[] Numbers = [.. ResultFields.All.OfType<Field.Number>().Where(field => field.Condition is not null)];
    private static readonly Field.Times[] Times = [.. ResultFields.All.OfType<Field.Times>().Where(field => field.Condition is not null)];
    private static readonly Field.Kinds Faults = ResultFields.All.OfType<Field.Kinds>().Single();

    private readonly Figure _figure;
    private readonly ConditionText _text;
    private readonly double _limit;

    private Threshold(string expression, Figure figure, ConditionText text, double limit)
    {
        Expression = expression;
        _figure = figure;
        _text = text;
        _limit = limit;
    }

    /// <summary>The condition as it was given.</summary>
    public string Expression { get; }

    /// <summary>What <see cref="Value"/> is in: <c>us</c>, <c>messages_per_s</c>, <c>percent</c> (of one core), or <c>count</c>.</summary>
    public string Unit => _figure.Unit.Name;

    /// <summary>Whether it asks for the response time by name, which only an open loop has.</summary>
    public bool NeedsOpenLoop => _figure.NeedsOpenLoop;

    /// <summary>Whether it asks for a figure that only a client has which works like ping.</summary>
    public bool NeedsPing => _figure.NeedsPing;

    /// <summary>Whether it asks for a figure of connections that are opened again and again.</summary>
    public bool NeedsChurn => _figure.NeedsChurn;

    /// <summary>The percentile of a distribution that it asks for, 100 for the longest; null if it asks for something else.</summary>
    public double? Percentile => ReadPercentile(_text.Name) ?? ReadPercentile(_text.Name[(_text.Name.IndexOf('.', StringComparison.Ordinal) + 1)..]);

    /// <summary>Reads a condition.</summary>
    /// <param name="text">A metric, an operator (&gt; &gt;= &lt; &lt;=) and a limit, with or without spaces between.</param>
    /// <param name="threshold">The condition; null if it is malformed.</param>
    /// <param name="error">What is wrong, to be put after the option's name; empty if nothing is.</param>
    public static bool TryParse(string text, out Threshold? threshold, out string error)
    {
        threshold = null;
        if (ConditionText.Split(text) is not { } parts)
        {
            error = $"takes {Form}, not '{text}'";
            return false;
        }

        if (Find(parts.Name, out error) is not { } figure)
        {
            return false;
        }

        if (figure.Unit.Read(parts.Limit) is not { } value)
        {
            error = $"{parts.Name} takes {figure.Unit.Form}, not '{parts.Limit}'";
            return false;
        }

        threshold = new Threshold(text.Trim(), figure, parts, value);
        return true;
    }

    /// <summary>The figure that the condition looks at, in <see cref="Unit"/>; null if the run has none.</summary>
    public double? Value(RunResult result) => _figure.Read(result);

    /// <summary>Whether the run failed by this condition. One in which nothing was answered fails by any: it shows nothing.</summary>
    public bool IsCrossed(RunResult result) => result.Answered == 0 || Value(result) is not double value || _text.Holds(value, _limit);

    /// <summary>Whether it is known to hold for the run.</summary>
    public bool Holds(RunResult result) => result.Answered > 0 && Value(result) is double value && _text.Holds(value, _limit);

    /// <summary>The condition and the figure, for an error message: <c>p99&gt;200us: it is 312 µs</c>.</summary>
    public string Explain(RunResult result)
    {
        if (result.Answered == 0)
        {
            return $"{Expression}: nothing was answered, so that it cannot be judged";
        }

        if (Value(result) is double figure)
        {
            return $"{Expression}: it is {_figure.Unit.Show(figure)}";
        }

        return Expression + (NeedsOpenLoop && result.Response is null
            ? ": only an open loop has response times; give it a --rate"
            : $": it is not known, as {_figure.Unknown ?? WithoutReply(result)}");
    }

    /// <summary>The figure beside its limit, of a condition that does not hold: <c>p99 = 1.80 ms (limit 2.00 ms): passed</c>.</summary>
    public string Passed(RunResult result) => $"{_text.Name} = {_figure.Unit.Show(Value(result)!.Value)} ({(_text.Operator.StartsWith('<') ? "at least" : "limit")} {_figure.Unit.Show(_limit)}): passed";

    /// <summary>Why a figure of replies is not known.</summary>
    private static string WithoutReply(RunResult result) => result.Errors + result.UnderWay + result.Skipped is var missing and > 0
        ? $"{Units.Count(missing, "message")} got no right reply in time" : "too few replies came";

    /// <summary>What a name stands for; null with an error if there is nothing of that name.</summary>
    private static Figure? Find(string name, out string error)
    {
        error = "";
        if (Array.Find(Numbers, field => field.Condition == name) is { } number)
        {
            return new Figure(number.Unit, result => number.Unit.NeedsTime && result.Elapsed <= TimeSpan.Zero ? null : number.Read(result)) { NeedsPing = number.IsOfPing, NeedsChurn = number.IsOfChurn, Unknown = number.Unknown };
        }

        if (Array.IndexOf(ResultFields.FaultNames, name) is int kind and >= 0)
        {
            return new Figure(ConditionUnit.Count, result => Faults.Read(result)[kind].Count);
        }

        string of = name.Contains('.', StringComparison.Ordinal) ? name[..name.IndexOf('.', StringComparison.Ordinal)] : "";
        Field.Times? times = Array.Find(Times, field => field.Condition == of);
        if (FindStatistic(times is null ? name : name[(of.Length + 1)..], ref error) is { } read)
        {
            return new Figure(ConditionUnit.Microseconds, result => ReadTimes(times ?? Default(result), result, read)) { NeedsOpenLoop = of == "response" };
        }

        error = error.Length > 0 ? error
            : $"knows no metric '{name}'; there are p99 or any percentile, min, mean, max, stddev "
                + $"(also as {string.Join(", ", Times.Select(field => $"{field.Condition}.p99"))}), "
                + string.Join(", ", Numbers.Select(field => field.Condition).Concat(ResultFields.FaultNames));
        return null;
    }

    /// <summary>What a statistic is of without a name before it: the response time, where there is one.</summary>
    private static Field.Times Default(RunResult result) => Times.Last(field => field.Read(result) is not null);

    private static double? ReadTimes(Field.Times times, RunResult result, Statistic read) =>
        (times.Known is null ? times.Read(result) : times.Known(result)) is { Count: > 0 } known ? read(known, times.Missing(result)) / 1e3 : null;

    /// <summary>A figure of a histogram, in nanoseconds; null if there is none of that name.</summary>
    private static Statistic? FindStatistic(string name, ref string error)
    {
        switch (name)
        {
            case "min": return (histogram, _) => histogram.MinNanoseconds;
            case "mean": return (histogram, missing) => missing == 0 ? histogram.MeanNanoseconds : null;
            case "max": return (histogram, missing) => missing == 0 ? histogram.MaxNanoseconds : null;
            case "stddev": return (histogram, missing) => missing == 0 ? histogram.StdDevNanoseconds : null;
        }

        if (ReadPercentile(name) is not { } percentile)
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

    /// <summary>The percentile of that name, such as <c>p99</c>, be there such a one or not; null if the name is of another form.</summary>
    private static double? ReadPercentile(string name) => name == "max" ? 100 : name.StartsWith('p') ? ConditionUnit.ReadNumber(name[1..]) : null;

    /// <summary>A figure of a histogram, in nanoseconds; null if it depends on messages that have no right reply.</summary>
    private delegate double? Statistic(LatencyHistogram histogram, long missing);

    /// <summary>A figure of a run, and what it is in.</summary>
    private sealed record Figure(ConditionUnit Unit, Func<RunResult, double?> Read)
    {
        public bool NeedsOpenLoop { get; init; }

        public bool NeedsPing { get; init; }

        public bool NeedsChurn { get; init; }

        public string? Unknown { get; init; }
    }
}
