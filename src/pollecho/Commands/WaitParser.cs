using System.Diagnostics.CodeAnalysis;
using Pollecho.Text;
using Pollecho.Waiting;

namespace Pollecho.Commands;

/// <summary>Reads a way of waiting, written <c>NAME[:DURATION]</c>.</summary>
internal static class WaitParser
{
    /// <summary>How each that this system has may be written, for errors and help.</summary>
    public static IEnumerable<string> Forms => WaitStrategies.Available.Select(kind => kind.Form);

    /// <summary>Reads the form; false if it is malformed, or of a way that this system does not have.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out WaitSpec? value)
    {
        value = null;
        (WaitKind? kind, string? duration) = Split(text);
        if (kind is not null && duration is null)
        {
            value = new WaitSpec(kind);
        }
        else if (kind?.DefaultDuration is not null && Bounds.Duration.Outside(duration!) is null && Units.TryParseDuration(duration!, out TimeSpan given))
        {
            value = new WaitSpec(kind, given);
        }

        return value is not null;
    }

    /// <summary>Why a form is not taken of which the duration alone is out of bounds, as <c>sleep:1000h: 1000h is over 596h</c>; else null.</summary>
    public static string? Outside(string text) =>
        Split(text) is ({ DefaultDuration: not null }, { } duration) && Bounds.Duration.Outside(duration) is { } outside ? $"{text}: {outside}" : null;

    private static (WaitKind? Kind, string? Duration) Split(string text)
    {
        string[] parts = text.Split(':', 2);
        return (WaitStrategies.Available.FirstOrDefault(kind => kind.Name == parts[0]), parts.Length == 2 ? parts[1] : null);
    }
}
