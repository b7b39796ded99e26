using System.Globalization;
using System.Text.Json;
using Pollecho.Measurement;
using Pollecho.Results.Files;

namespace Pollecho.Merge;

/// <summary>Reads figures back, within bounds in which those of all clients can be added up.</summary>
/// <param name="document">The result.</param>
/// <param name="parent">The object in it that has the figures.</param>
internal sealed class FigureReader(ResultDocument document, JsonElement parent)
{
    /// <summary>Three years.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1e8);

    /// <summary>A count that every result has.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="most">The most that it may be.</param>
    /// <exception cref="ResultFileException">It is not there, or is not a count.</exception>
    public long Count(string key, long most = LatencyHistogram.MostRestored) =>
        CountOrNull(key, most) ?? throw new ResultFileException(document.Name, $"is no result: it lacks {key}");

    /// <summary>A count of at least one, that every result has.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="most">The most that it may be.</param>
    /// <exception cref="ResultFileException">It is not there, or is not such a count.</exception>
    public int Positive(string key, int most = int.MaxValue)
    {
        long count = Count(key, most);
        return count > 0 ? (int)count : throw Absurd(key, count);
    }

    /// <summary>A rate; null if there is none.</summary>
    /// <exception cref="ResultFileException">It is nothing a second.</exception>
    public double? Rate(string key) => document.Figure(parent, key) is not { } rate ? null : rate > 0 ? rate : throw Absurd(key, rate);

    /// <summary>A count; null if it is not known.</summary>
    /// <exception cref="ResultFileException">It is not a whole number, or above the most.</exception>
    public long? CountOrNull(string key, long most = LatencyHistogram.MostRestored) => document.Figure(parent, key) is not { } figure ? null
        : figure <= most && figure == Math.Floor(figure) ? (long)figure : throw Absurd(key, figure);

    /// <summary>A time, whose unit its key ends in; null if it is not known.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="most">The longest that it may be; null for three years.</param>
    /// <exception cref="ResultFileException">It is not a time, or longer.</exception>
    public TimeSpan? Time(string key, TimeSpan? most = null) =>
        Seconds(key, key.EndsWith("_us", StringComparison.Ordinal) ? 1e-6 : key.EndsWith("_ms", StringComparison.Ordinal) ? 1e-3 : 1, most ?? Longest);

    /// <summary>A time that is given as a share of another, in per cent; null if it is not known.</summary>
    /// <exception cref="ResultFileException">It is not a share, or the time is longer than three years.</exception>
    public TimeSpan? Share(string key, TimeSpan whole) => Seconds(key, whole.TotalSeconds / 100, Longest);

    /// <summary>Counts in the order of time.</summary>
    /// <param name="key">Their key.</param>
    /// <param name="most">How many there may be.</param>
    /// <exception cref="ResultFileException">They are not counts, or too many.</exception>
    public long[] Counts(string key, int most)
    {
        JsonElement list = document.Require(parent, key, JsonValueKind.Array);
        long[] counts = new long[list.GetArrayLength() <= most ? list.GetArrayLength() : throw new ResultFileException(document.Name, $"is no result: its {key} is too long")];
        for (int i = 0; i < counts.Length; i++)
        {
            counts[i] = list[i].ValueKind == JsonValueKind.Number && list[i].TryGetInt64(out long count) && count is >= 0 and <= LatencyHistogram.MostRestored
                ? count : throw new ResultFileException(document.Name, $"is no result: its {key} has no counts");
        }

        return counts;
    }

    /// <summary>A distribution; null if there is none.</summary>
    /// <exception cref="ResultFileException">It cannot be read.</exception>
    public LatencyHistogram? Histogram(string key)
    {
        if (document.Find(parent, key, JsonValueKind.Object) is not { } histogram)
        {
            return null;
        }

        try
        {
            bool areNumbers = document.Require(histogram, "min_ns", JsonValueKind.Number).TryGetInt64(out long min)
                & document.Require(histogram, "max_ns", JsonValueKind.Number).TryGetInt64(out long max)
                & Int128.TryParse(document.Require(histogram, "sum_ns", JsonValueKind.Number).GetRawText(), NumberStyles.None, CultureInfo.InvariantCulture, out Int128 sum);
            long[] counts = HistogramCodec.Decode(document.Require(histogram, "hdr_v2", JsonValueKind.String).GetString()!);
            return areNumbers ? LatencyHistogram.Restore(counts, min, max, sum) : throw new FormatException("its extremes or its sum are no durations");
        }
        catch (FormatException e)
        {
            throw new ResultFileException(document.Name, $"has no {key} that can be added: {e.Message}");
        }
    }

    private TimeSpan? Seconds(string key, double unit, TimeSpan most) => document.Figure(parent, key) is not { } figure ? null
        : figure * unit <= most.TotalSeconds ? TimeSpan.FromTicks((long)Math.Round(figure * unit * TimeSpan.TicksPerSecond)) : throw Absurd(key, figure);

    private ResultFileException Absurd(string key, double figure) =>
        new(document.Name, $"is no result: its {key} is {figure.ToString(CultureInfo.InvariantCulture)}");
}
