using System.Globalization;

namespace Pollecho.Text;

/// <summary>A moment as logs and programs have it: ISO 8601; written in UTC, to the microsecond.</summary>
internal static class IsoTime
{
    /// <summary>What a moment looks like where it is read, for error messages.</summary>
    public const string Form = "a time such as 2026-01-31T12:00:00Z, 2026-01-31T13:00:00.5+01:00, or @1769860800.5 in seconds since 1970";

    private static readonly string[] Local = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF"];
    private static readonly string[] Zoned = [.. Local.SelectMany(form => (string[])[form + "'Z'", form + "zzz"])];

    /// <summary>The present moment.</summary>
    public static string Now => Of(DateTimeOffset.UtcNow);

    /// <summary>A moment: <c>2026-01-31T12:00:00.123456Z</c>.</summary>
    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads a moment with its zone, or in seconds since 1970 behind an <c>@</c>, as date(1) has them; to a tenth of a microsecond.</summary>
    public static bool TryParse(string text, out DateTimeOffset time)
    {
        if (!text.StartsWith('@'))
        {
            return DateTimeOffset.TryParseExact(text, Zoned, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
        }

        bool isNumber = decimal.TryParse(text.AsSpan(1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal seconds)
            && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds();
        time = isNumber ? DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond)) : default;
        return isNumber;
    }

    /// <summary>Whether it would be a moment, if it said in which zone.</summary>
    public static bool LacksZone(string text) => DateTime.TryParseExact(text, Local, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}
