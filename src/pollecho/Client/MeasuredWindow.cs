using System.Diagnostics;
using Pollecho.Time;

namespace Pollecho.Client;

/// <summary>
/// The measured window as one thread has it: when it starts and ends, and what lies in it. Its bounds are known once the
/// thread has begun to send. Belongs to that thread; another may read the bounds, a moment old.
/// </summary>
/// <param name="start">When it starts, as Stopwatch counts, where that is known already.</param>
/// <param name="end">When it ends, where that is known already.</param>
internal sealed class MeasuredWindow(long start = Deadline.Never, long end = Deadline.Never)
{
    private bool _isCut;

    /// <summary>Whether a stop came after it, and before the end of the cool-down.</summary>
    public bool IsCooldownCut { get; private set; }

    /// <summary>When it starts, as Stopwatch counts; never, until the sending begins.</summary>
    public long Start { get; private set; } = start;

    /// <summary>When it ends; never, if only a count or a stop ends the run.</summary>
    public long End { get; private set; } = end;

    /// <summary>Until when messages are sent: the end of the cool-down, where there is one, else of the window.</summary>
    public long SendUntil { get; private set; } = end;

    /// <summary>Whether the thread has begun to send, be it for the warm-up.</summary>
    public bool HasBegun => Start != Deadline.Never;

    /// <summary>Whether the clock ends it.</summary>
    public bool HasEnd => End != Deadline.Never;

    /// <summary>Whether it was all there is of it: it has begun, and no stop cut it.</summary>
    public bool IsComplete => HasBegun && !_isCut;

    /// <summary>Whether a time lies after it, where messages are sent then.</summary>
    public bool IsInCooldown(long time) => SendUntil > End && time >= End;

    /// <summary>Whether a time lies in it.</summary>
    public bool Contains(long time) => time >= Start && time < End;

    /// <summary>In which of <paramref name="parts"/> parts of equal length, to a tick, a time in it lies, from 0. To be asked only if it has an end.</summary>
    public int PartOf(long time, int parts) => (int)((time - Start) / (((End - Start - 1) / parts) + 1));

    /// <summary>The sending begins: sets the bounds.</summary>
    /// <param name="startAt">When the sending of the run began.</param>
    /// <param name="options">How long to warm up, to send, and to cool down.</param>
    public void Begin(long startAt, RunOptions options)
    {
        Start = Deadline.After(startAt, options.Warmup);
        End = options.Duration is null ? Deadline.Never : Deadline.After(Start, options.Duration.Value);
        if (options is { Rate: double rate, Count: long count })
        {
            // Each message has its share of the time: ten at a hundred a second take a tenth of one, the last one's included.
            // And a tick, for what rounding may take.
            double ticks = count / rate * Stopwatch.Frequency;
            End = Math.Min(End, ticks < long.MaxValue / 2 ? Start + (long)Math.Ceiling(ticks) + 1 : Deadline.Never);
        }

        SendUntil = Deadline.After(End, options.Cooldown);
    }

    /// <summary>The run is stopped: the window ends now, if it has not ended, and is empty if it has not started.</summary>
    public void Cut(long now)
    {
        _isCut = now < End;
        IsCooldownCut = !_isCut && now < SendUntil;
        End = Math.Min(End, Math.Max(now, Start));
        SendUntil = Math.Min(SendUntil, Math.Max(now, Start));
    }
}
