using System.Diagnostics;
using Pollecho.Timeline;

namespace Pollecho.Output.Timeline;

/// <summary>
/// The time axis of all pictures, downwards: the silence in equal steps, and then, from the moment of the send, powers of
/// ten, as a spin answers within microseconds and a nap lasts milliseconds.
/// </summary>
internal sealed class TimelineAxis
{
    private const double SilenceHeight = 150, DecadeHeight = 74, Top = 34, FirstDecade = 1_000;

    private readonly double _silence;
    private readonly int _decades;

    /// <summary>An axis that holds all of these.</summary>
    public TimelineAxis(IReadOnlyList<Exchange> exchanges)
    {
        _silence = exchanges.Max(exchange => exchange.Silence.TotalNanoseconds);
        double longest = exchanges.Max(exchange => Stopwatch.GetElapsedTime(exchange.SendBegan, Math.Max(exchange.ReplyArrived, exchange.Entries[^1].End)).TotalNanoseconds);
        _decades = Math.Max(2, (int)Math.Ceiling(Math.Log10(longest * 1.05 / FirstDecade)));
    }

    /// <summary>Where the message is sent.</summary>
    public static double Sent => Top + SilenceHeight;

    /// <summary>The height of the whole.</summary>
    public double Height => Sent + (_decades * DecadeHeight) + 30;

    /// <summary>The times with a line: nanoseconds since the send, and where.</summary>
    public IEnumerable<(double Time, double Y)> Ticks
    {
        get
        {
            yield return (-_silence, Top);
            yield return (-_silence / 2, Top + (SilenceHeight / 2));
            for (int decade = 1; decade <= _decades; decade++)
            {
                double time = FirstDecade * Math.Pow(10, decade);
                yield return (time, Y(time));
            }
        }
    }

    /// <summary>The time of a place: <see cref="Y"/> the other way round.</summary>
    public double Time(double y) => y <= Sent ? (y - Sent) / SilenceHeight * _silence : FirstDecade * Math.Pow(10, (y - Sent) / DecadeHeight);

    /// <summary>Where a time is.</summary>
    /// <param name="time">Nanoseconds since the send; below 0 before it.</param>
    public double Y(double time) => time <= 0 ? Sent + (SilenceHeight * Math.Max(time / _silence, -1))
        : Sent + (DecadeHeight * Math.Log10(Math.Max(time, FirstDecade) / FirstDecade));
}
