using Pollecho.Text;

namespace Pollecho.Output.Diff;

/// <summary>A figure as people read it. Its unit is in the key that results name it by: <c>tcp_rtt_us</c>, <c>messages_per_s</c>.</summary>
internal static class FigureText
{
    private static readonly (string Ending, Func<double, string> Show)[] Forms =
    [
        ("_us_per_message", value => $"{Units.Duration(value * 1e3)}/msg"),
        ("_per_s", value => $"{Units.Figure(value)}/s"),
        ("_us", value => Units.Duration(value * 1e3)),
        ("_ms", value => Units.Duration(value * 1e6)),
        ("_s", value => Units.Duration(value * 1e9)),
        ("_percent", value => $"{Units.Figure(value)}%"),
        ("", Units.Figure),
    ];

    /// <summary>The figure with its unit, three digits of it: <c>21.4 µs</c>.</summary>
    public static string Of(string key, double value) =>
        value == 0 ? "0" : Forms.First(form => key.EndsWith(form.Ending, StringComparison.Ordinal)).Show(value);
}
