using System.Globalization;

namespace Pollecho.Text;

/// <summary>A moment as logs and programs have it: ISO 8601, in UTC, to the microsecond.</summary>
internal static class IsoTime
{
    /// <summary>The present moment.</summary>
    public static string Now => Of(DateTimeOffset.UtcNow);

    /// <summary>A moment: <c>2026-01-31T12:00:00.123456Z</c>.</summary>
    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
