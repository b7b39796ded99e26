using System.Globalization;

namespace Pollecho.Text;

/// <summary>
/// The written form of durations, sizes, rates and counts: <c>500us</c>, <c>4KiB</c>, <c>20k</c>,
/// read from the command line and shown in reports.
/// </summary>
internal static class Units
{
    /// <summary>What a duration looks like, for error messages.</summary>
    public const string DurationForm = "a duration such as 500us, 1ms, 10s or 2m";

    /// <summary>What a size looks like, for error messages.</summary>
    public const string SizeForm = "a size such as 128, 4KiB or 1MiB";

    /// <summary>The longest duration: a timer takes 24 days and a little more.</summary>
    public const string LongestDuration = "596h";

    /// <summary>The largest count: a double, into which it is read, is exact up to here.</summary>
    public const string LargestCount = "1000000000M";

    private static readonly (string Suffix, double Seconds)[] DurationUnits =
        [("ns", 1e-9), ("us", 1e-6), ("µs", 1e-6), ("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600)];

    private static readonly (string Suffix, double Bytes)[] SizeUnits =
        [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("kB", 1e3), ("MB", 1e6), ("GB", 1e9), ("B", 1), ("", 1)];

    private static readonly (string Suffix, double Factor)[] CountUnits = [("k", 1e3), ("M", 1e6), ("", 1)];

    /// <summary>Reads a duration with its unit; a bare 0 needs none. Null if it is malformed.</summary>
    /// <returns>Seconds, however many.</returns>
    public static double? ReadDuration(string text) => Read(text, DurationUnits) ?? (Read(text, [("", 1)]) is 0 ? 0 : null);

    /// <summary>Reads a size; null if it is malformed.</summary>
    /// <returns>Whole bytes, however many.</returns>
    public static double? ReadSize(string text) => Whole(Read(text, SizeUnits));

    /// <summary>Reads a whole number, <c>k</c> and <c>M</c> allowed; null if it is malformed.</summary>
    /// <returns>The number, however large.</returns>
    public static double? ReadCount(string text) => Whole(Read(text, CountUnits));

    /// <summary>Seconds as a time span, to a tenth of a microsecond.</summary>
    public static TimeSpan Seconds(double seconds) => TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond));

    /// <summary>Reads a duration that a timer takes, up to <see cref="LongestDuration"/>.</summary>
    public static bool TryParseDuration(string text, out TimeSpan duration)
    {
        double? seconds = ReadDuration(text);
        bool fits = seconds <= ReadDuration(LongestDuration);
        duration = fits ? Seconds(seconds!.Value) : TimeSpan.Zero;
        return fits;
    }

    /// <summary>Reads a whole number, up to <see cref="LargestCount"/>.</summary>
    public static bool TryParseCount(string text, out long count)
    {
        double? number = ReadCount(text);
        bool fits = number <= ReadCount(LargestCount);
        count = fits ? (long)number!.Value : 0;
        return fits;
    }

    /// <summary>A duration in the unit that suits it, three significant digits: <c>21.4 µs</c>.</summary>
    public static string Duration(double nanoseconds) => nanoseconds switch
    {
        < 1e3 => $"{Figure(nanoseconds)} ns",
        < 1e6 => $"{Figure(nanoseconds / 1e3)} µs",
        < 1e9 => $"{Figure(nanoseconds / 1e6)} ms",
        _ => $"{Figure(nanoseconds / 1e9)} s",
    };

    /// <summary>A duration in the unit that suits it.</summary>
    public static string Duration(TimeSpan duration) => Duration(duration.TotalNanoseconds);

    /// <summary>A duration as an option takes it, in the largest unit up to seconds in which it is whole: <c>60s</c>, <c>100ms</c>.</summary>
    public static string Option(TimeSpan duration) =>
        duration == TimeSpan.Zero ? "0"
        : duration.Ticks % TimeSpan.TicksPerSecond == 0 ? $"{duration.Ticks / TimeSpan.TicksPerSecond}s"
        : duration.Ticks % TimeSpan.TicksPerMillisecond == 0 ? $"{duration.Ticks / TimeSpan.TicksPerMillisecond}ms"
        : duration.TotalMicroseconds.ToString("0.#", CultureInfo.InvariantCulture) + "us";

    /// <summary>A size as an option takes it, in the largest unit in which it is whole: <c>64KiB</c>, <c>128</c>.</summary>
    public static string Option(long bytes) => bytes switch
    {
        > 0 when bytes % (1 << 20) == 0 => $"{bytes >> 20}MiB",
        > 0 when bytes % (1 << 10) == 0 => $"{bytes >> 10}KiB",
        _ => $"{bytes}",
    };

    /// <summary>A number of bytes in the unit that suits it: <c>1.21 MiB</c>.</summary>
    public static string Bytes(double bytes) => bytes switch
    {
        < 1 << 10 => $"{bytes.ToString("0", CultureInfo.InvariantCulture)} B",
        < 1 << 20 => $"{Figure(bytes / (1 << 10))} KiB",
        < 1 << 30 => $"{Figure(bytes / (1 << 20))} MiB",
        _ => $"{Figure(bytes / (1 << 30))} GiB",
    };

    /// <summary>A measured figure that is not negative, to three digits, thousands set apart: <c>0.02</c>, <c>99.9</c>, <c>132,853</c>.</summary>
    public static string Figure(double figure) =>
        figure.ToString(figure switch { 0 => "0", < 9.995 => "0.00", < 99.95 => "0.0", _ => "#,0" }, CultureInfo.InvariantCulture);

    /// <summary>How many a second: whole ones, unless they are so few that this would hide a difference.</summary>
    public static string Rate(double perSecond) => perSecond < 100
        ? perSecond.ToString("0.##", CultureInfo.InvariantCulture)
        : Count((long)Math.Round(perSecond));

    /// <summary>A figure in per cent, to a tenth: <c>1%</c>, <c>99.5%</c>.</summary>
    public static string Percent(double percent) => percent.ToString("0.#", CultureInfo.InvariantCulture) + "%";

    /// <summary>A change in per cent, with its sign: <c>+10.4%</c>, <c>-0.3%</c>, <c>0%</c>.</summary>
    public static string Change(double percent) => percent.ToString("+#,0.#;-#,0.#;0", CultureInfo.InvariantCulture) + "%";

    /// <summary>A percentile's name, as <c>p99.9</c>.</summary>
    public static string Percentile(double percentile) => "p" + percentile.ToString(CultureInfo.InvariantCulture);

    /// <summary>A whole number with its thousands set apart: <c>18,233</c>.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary><c>1 turn</c>, <c>2 turns</c>; <c>2 replies</c> with the plural given.</summary>
    public static string Count(long count, string noun, string? plural = null) =>
        $"{Count(count)} {(count == 1 ? noun : plural ?? noun + "s")}";

    /// <summary><c>once</c>, <c>2 times</c>.</summary>
    public static string Times(long count) => count == 1 ? "once" : Count(count, "time");

    private static double? Whole(double? number) => number == Math.Floor(number ?? 0) ? number : null;

    private static double? Read(string text, (string Suffix, double Factor)[] units)
    {
        foreach ((string suffix, double factor) in units)
        {
            // The number must end in a digit, so that "1ms" is not read as "1m" seconds.
            if (text.EndsWith(suffix, StringComparison.Ordinal)
                && text.Length > suffix.Length
                && char.IsAsciiDigit(text[^(suffix.Length + 1)])
                && double.TryParse(text.AsSpan(0, text.Length - suffix.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number))
            {
                return number * factor;
            }
        }

        return null;
    }
}
