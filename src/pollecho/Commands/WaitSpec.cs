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
        else if (choice.TakesDuration && Units.TryParseDuration(parts[1], out TimeSpan duration) && duration > TimeSpan.Zero)
        {
            value = new WaitSpec(choice, duration);
        }

        return value is not null;
    }

    /// <summary>Makes one.</summary>
    public IWaitStrategy Create() => Choice.Create(Duration);
}
