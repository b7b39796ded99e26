using System.Globalization;
using Pollecho.Text;

namespace Pollecho.Results;

/// <summary>What the limit of a condition is in, how it is typed, and how a figure is shown beside it.</summary>
internal sealed class ConditionUnit
{
    /// <summary>A whole number.</summary>
    public static readonly ConditionUnit Count = new("count", "a whole number such as 0 or 20k", ReadWhole, Grouped);

    /// <summary>Messages a second.</summary>
    public static readonly ConditionUnit MessagesPerSecond =
        new("messages_per_s", "a number of messages a second such as 20000 or 20k", ReadNumber, Grouped) { NeedsTime = true };

    /// <summary>Connections a second.</summary>
    public static readonly ConditionUnit ConnectionsPerSecond =
        new("connections_per_s", "a number of connections a second such as 2000 or 2k", ReadNumber, Grouped) { NeedsTime = true };

    /// <summary>Per cent of one core.</summary>
    public static readonly ConditionUnit Percent =
        new("percent", "a share of one core such as 50%", ReadPercent, Units.Percent) { NeedsTime = true };

    /// <summary>Per cent of something that is counted.</summary>
    public static readonly ConditionUnit Share = new("percent", "a share such as 1%", ReadPercent, figure => figure.ToString("0.###", CultureInfo.InvariantCulture) + "%");

    /// <summary>Microseconds.</summary>
    public static readonly ConditionUnit Microseconds = new("us", Units.DurationForm, ReadMicroseconds, figure => Units.Duration(figure * 1e3));

    private readonly Func<string, double?> _read;
    private readonly Func<double, string> _show;

    private ConditionUnit(string name, string form, Func<string, double?> read, Func<double, string> show)
    {
        Name = name;
        Form = form;
        _read = read;
        _show = show;
    }

    /// <summary>Its name in the JSON report.</summary>
    public string Name { get; }

    /// <summary>How a limit is written, for errors: <c>a whole number such as 0 or 20k</c>.</summary>
    public string Form { get; }

    /// <summary>Whether a figure in it is not known before any time was measured.</summary>
    public bool NeedsTime { get; private init; }

    /// <summary>A limit; null if it is malformed.</summary>
    public double? Read(string text) => _read(text);

    /// <summary>A figure, for people to read.</summary>
    public string Show(double figure) => _show(figure);

    /// <summary>A number that may have decimals; <c>k</c> and <c>M</c> allowed if it comes out whole. Null if it is malformed.</summary>
    public static double? ReadNumber(string text) => ReadWhole(text)
        ?? (text.Length > 0 && char.IsAsciiDigit(text[0]) && char.IsAsciiDigit(text[^1])
            && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) ? number : null);

    private static double? ReadWhole(string text) => Units.TryParseCount(text, out long count) ? count : null;

    /// <summary>A number of per cent, with or without the sign; null if it is malformed.</summary>
    public static double? ReadPercent(string text) => ReadNumber(text.EndsWith('%') ? text[..^1].TrimEnd() : text);

    /// <summary>A bare 0 is no limit that one can mean for sure.</summary>
    private static double? ReadMicroseconds(string text) =>
        text != "0" && Units.TryParseDuration(text, out TimeSpan duration) ? duration.TotalMicroseconds : null;

    private static string Grouped(double figure) => figure.ToString("#,0.##", CultureInfo.InvariantCulture);
}
