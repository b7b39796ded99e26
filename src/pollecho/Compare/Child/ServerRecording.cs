using System.Globalization;
using Pollecho.Tracing;

namespace Pollecho.Compare.Child;

/// <summary>What a server recorded of its calls, as it prints it when it ends.</summary>
/// <param name="StartedAt">When the recording began: a <see cref="System.Diagnostics.Stopwatch"/> time, of the machine, so that the parent's compare with it.</param>
/// <param name="Cpu">Processor time of the server from then to its last send.</param>
/// <param name="CostOfCall">What recording one call costs, in nanoseconds.</param>
/// <param name="Entries">The calls.</param>
internal sealed record ServerRecording(long StartedAt, TimeSpan Cpu, double CostOfCall, IReadOnlyList<TraceEntry> Entries)
{
    private const string First = "recorded";

    /// <summary>The recording as lines: the number of entries, then each of them.</summary>
    public IEnumerable<string> Lines => Entries.Select(entry => entry.Line)
        .Prepend(string.Create(CultureInfo.InvariantCulture, $"{First} {Entries.Count} {StartedAt} {Cpu.Ticks} {CostOfCall}"));

    /// <summary>What was recorded, once the server has ended.</summary>
    public static ServerRecording Of(CallRecording recording) =>
        new(recording.StartedAt, recording.Cpu, CallRecording.CostOfCall(), recording.Entries);

    /// <summary>Reads <see cref="Lines"/>; null if they are malformed.</summary>
    /// <param name="readLine">Reads the next line.</param>
    public static ServerRecording? Read(Func<string> readLine)
    {
        if (readLine().Split(' ') is not [First, string count, string startedAt, string cpu, string cost]
            || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int entries)
            || !long.TryParse(startedAt, NumberStyles.None, CultureInfo.InvariantCulture, out long start)
            || !long.TryParse(cpu, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long ticks)
            || !double.TryParse(cost, NumberStyles.Float, CultureInfo.InvariantCulture, out double nanoseconds))
        {
            return null;
        }

        TraceEntry?[] read = [.. Enumerable.Range(0, entries).Select(_ => TraceEntry.Parse(readLine()))];
        return read.Contains(null) ? null : new(start, TimeSpan.FromTicks(ticks), nanoseconds, [.. read.OfType<TraceEntry>()]);
    }
}
