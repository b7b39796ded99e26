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

    private static readonly (string Suffix, double Seconds)[] DurationUnits =
        [("ns", 1e-9), ("us", 1e-6), ("µs", 1e-6), ("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600)];

    private static readonly (string Suffix, double Bytes)[] SizeUnits =
        [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("kB", 1e3), ("MB", 1e6), ("GB", 1e9), ("B", 1), ("", 1)];

    private static readonly (string Suffix, double Factor)[] CountUnits = [("k", 1e3), ("M", 1e6), ("", 1)];

    /// <summary>Reads a duration with its unit; a bare 0 needs none. At most 24 days, what a timer takes.</summary>
    public static bool TryParseDuration(string text, out TimeSpan duration)
    {
        bool parsed = TryParse(text, DurationUnits, out double seconds) || (TryParse(text, [("", 1)], out seconds) && seconds == 0);
        bool fits = parsed && seconds * 1000 < int.MaxValue;
        duration = fits ? TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond)) : TimeSpan.Zero;
        return fits;
    }

    /// <summary>Reads a size in bytes; at most 2 GiB less one byte, what a buffer takes.</summary>
    public static bool TryParseSize(string text, out int bytes)
    {
        bool fits = TryParse(text, SizeUnits, out double value) && value <= int.MaxValue && value == Math.Floor(value);
        bytes = fits ? (int)value : 0;
        return fits;
    }

    /// <summary>Reads a whole number, <c>k</c> and <c>M</c> allowed.</summary>
    public static bool TryParseCount(string text, out long count)
    {
        bool fits = TryParse(text, CountUnits, out double value) && value <= 1e15 && value == Math.Floor(value);
        count = fits ? (long)value : 0;
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

    /// <summary>A whole number with its thousands set apart: <c>18,233</c>.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary><c>1 turn</c>, <c>2 turns</c>; <c>2 replies</c> with the plural given.</summary>
    public static string Count(long count, string noun, string? plural = null) =>
        $"{Count(count)} {(count == 1 ? noun : plural ?? noun + "s")}";

    private static bool TryParse(string text, (string Suffix, double Factor)[] units, out double value)
    {
        value = 0;
        foreach ((string suffix, double factor) in units)
        {
            // The number must end in a digit, so that "1ms" is not read as "1m" seconds.
            if (text.EndsWith(suffix, StringComparison.Ordinal)
                && text.Length > suffix.Length
                && char.IsAsciiDigit(text[^(suffix.Length + 1)])
                && double.TryParse(text.AsSpan(0, text.Length - suffix.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number))
            {
                value = number * factor;
                return true;
            }
        }

        return false;
    }
}
