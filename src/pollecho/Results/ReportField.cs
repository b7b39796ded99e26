using Pollecho.Measurement;

namespace Pollecho.Results;

/// <summary>
/// One field of the JSON and CSV reports: its key, which names the unit, and how it is read. Of what kind it is decides how
/// it is written.
/// </summary>
/// <typeparam name="T">What it is read from.</typeparam>
/// <param name="key">Its key in JSON; in CSV the name of its column, or the beginning of those of its columns.</param>
internal abstract class ReportField<T>(string key)
{
    /// <summary>Its key.</summary>
    public string Key { get; } = key;

    /// <summary>Whether it is of the whole run only, and not of one of its servers.</summary>
    public bool IsOfRunOnly { get; init; }

    /// <summary>Whether it is also given by period, while the run goes on.</summary>
    public bool IsOfPeriod { get; init; }

    /// <summary>A text; null where there is none.</summary>
    internal sealed class Text(string key, Func<T, string?> read) : ReportField<T>(key)
    {
        /// <summary>Reads it.</summary>
        public string? Read(T source) => read(source);
    }

    /// <summary>Yes or no.</summary>
    internal sealed class Flag(string key, Func<T, bool> read) : ReportField<T>(key)
    {
        /// <summary>Reads it.</summary>
        public bool Read(T source) => read(source);
    }

    /// <summary>A count or a figure; null or not finite where it is not known.</summary>
    internal sealed class Number(string key, Func<T, double?> read) : ReportField<T>(key)
    {
        /// <summary>What <c>--fail-if</c> calls it; null if it takes no such condition.</summary>
        public string? Condition { get; init; }

        /// <summary>Why it is not known where it is not, for a condition; null if that is for want of replies.</summary>
        public string? Unknown { get; init; }

        /// <summary>Whether it is known only if the client works like ping.</summary>
        public bool IsOfPing { get; init; }

        /// <summary>Whether it is known only if connections are opened again and again.</summary>
        public bool IsOfChurn { get; init; }

        /// <summary>Which way it improves.</summary>
        public Better Better { get; init; }

        /// <summary>What a condition gives its limit in.</summary>
        public ConditionUnit Unit { get; init; } = ConditionUnit.Count;

        /// <summary>Reads it.</summary>
        public double? Read(T source) => read(source);
    }

    /// <summary>A distribution of durations, of which both reports write count, extremes, mean and percentiles in microseconds; null where there is none.</summary>
    internal sealed class Times(string key, Func<T, LatencyHistogram?> read) : ReportField<T>(key)
    {
        /// <summary>What <c>--fail-if</c> calls it, before the dot; null if it takes no such condition.</summary>
        public string? Condition { get; init; }

        /// <summary>Reads the durations that are known exactly, which a condition looks at; null where these are all of them.</summary>
        public Func<T, LatencyHistogram?>? Known { get; init; }

        /// <summary>How many durations are missing from these, each longer than any of them.</summary>
        public Func<T, long> Missing { get; init; } = _ => 0;

        /// <summary>Reads it.</summary>
        public LatencyHistogram? Read(T source) => read(source);
    }

    /// <summary>Counts in the order of time: a list in JSON, and not in CSV.</summary>
    internal sealed class Series(string key, Func<T, IReadOnlyList<long>> read) : ReportField<T>(key)
    {
        /// <summary>Reads it.</summary>
        public IReadOnlyList<long> Read(T source) => read(source);
    }

    /// <summary>Outages in the order of time: a list in JSON, and not in CSV; null where none are looked for.</summary>
    internal sealed class Outages(string key, Func<T, IReadOnlyList<Outage>?> read) : ReportField<T>(key)
    {
        /// <summary>Reads it.</summary>
        public IReadOnlyList<Outage>? Read(T source) => read(source);
    }

    /// <summary>Counts by kind: an object in JSON, in CSV a column each. <c>--fail-if</c> takes each kind by its name.</summary>
    /// <param name="key">Its key in JSON.</param>
    /// <param name="column">What the names of its columns begin with.</param>
    /// <param name="read">Reads the kinds, always the same ones, in one order.</param>
    internal sealed class Kinds(string key, string column, Func<T, IReadOnlyList<FaultCount>> read) : ReportField<T>(key)
    {
        /// <summary>What the names of its columns begin with.</summary>
        public string Column { get; } = column;

        /// <summary>Reads it, with each kind's name as keys and conditions have it.</summary>
        public IReadOnlyList<FaultCount> Read(T source) => [.. read(source).Select(kind => new FaultCount(kind.Name.Replace(' ', '_'), kind.Count))];
    }

    /// <summary>Bytes that are no right reply, with what was expected instead; null where there are none.</summary>
    internal sealed class Wrong(string key, Func<T, WrongBytes?> read) : ReportField<T>(key)
    {
        /// <summary>Reads it.</summary>
        public WrongBytes? Read(T source) => read(source);
    }
}
