using System.Diagnostics.CodeAnalysis;
using Pollecho.Text;
using Pollecho.Waiting;

namespace Pollecho.Commands;

/// <summary>A way of waiting with the duration that was given with it, written <c>NAME[:DURATION]</c>.</summary>
internal sealed record WaitSpec(WaitChoice Choice, TimeSpan? Duration)
{
    /// <summary>The way of waiting when none is asked for.</summary>
    public static readonly WaitSpec Default = new(WaitStrategies.All[0], null);

    /// <summary>How each that this system has may be written, for errors and help.</summary>
    public static IEnumerable<string> Forms => WaitStrategies.All.Where(choice => choice.IsAvailable).Select(Form);

    /// <summary>How a choice may be written.</summary>
    public static string Form(WaitChoice choice) => choice.TakesDuration ? choice.Name + "[:DURATION]" : choice.Name;

    /// <summary>Reads the form; false if it is malformed, or of a choice that this system has not.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out WaitSpec? value)
    {
        string[] parts = text.Split(':', 2);
        value = null;
        if (WaitStrategies.Find(parts[0]) is not { IsAvailable: true } choice)
        {
            return false;
        }

        if (parts.Length == 1)
        {
            value = new WaitSpec(choice, null);
        }
        else if (choice.TakesDuration && Bounds.Duration.Outside(parts[1]) is null && Units.TryParseDuration(parts[1], out TimeSpan duration))
        {
            value = new WaitSpec(choice, duration);
        }

        return value is not null;
    }

    /// <summary>Why a form is not taken of which the duration alone is out of bounds, as <c>sleep:1000h: 1000h is over 596h</c>; else null.</summary>
    public static string? Outside(string text)
    {
        string[] parts = text.Split(':', 2);
        return parts.Length == 2 && WaitStrategies.Find(parts[0]) is { IsAvailable: true, TakesDuration: true } && Bounds.Duration.Outside(parts[1]) is { } outside
            ? $"{text}: {outside}" : null;
    }

    /// <summary>Makes one.</summary>
    public IWaitStrategy Create() => Choice.Create(Duration);
}
