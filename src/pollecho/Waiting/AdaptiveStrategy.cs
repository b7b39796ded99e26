using System.Diagnostics;
using Pollecho.Time;

namespace Pollecho.Waiting;

/// <summary>
/// Spins while there is traffic and blocks when there is none. As long as work follows work within the spin window, it
/// asks which sockets are ready without waiting; once a window has passed without work, it blocks in the system's
/// readiness call. As fast as a spin under load, and free when idle.
/// </summary>
/// <remarks>
/// It spins only where that pays. After a blocking wait it spins only if the wait was shorter than the window, so that a
/// spin would have caught what came: messages far apart are served as epoll or select alone would serve them. A spell of
/// spinning that caught little (for instance because the peer shares the processor and cannot go on until this thread
/// lets go) doubles the number of short waits needed before the next spell, up to <see cref="MostNeeded"/>. Kernels poll
/// before they halt in the same way (Linux, Documentation/virt/guest-halt-polling.rst).
/// </remarks>
/// <param name="readiness">The call that it looks and blocks in; disposed with it.</param>
/// <param name="spinWindow">How long to go on looking after the last work.</param>
/// <param name="time">The clock; null for the system's.</param>
internal sealed class AdaptiveStrategy(IWaitStrategy readiness, TimeSpan spinWindow, TimeProvider? time = null) : IWaitStrategy
{
    /// <summary>A spell of spinning pays if it catches at least this much work.</summary>
    private const int WorkThatPays = 64;

    /// <summary>The most short waits in a row that may be needed to spin again.</summary>
    private const int MostNeeded = 1024;

    /// <summary>
    /// How long it goes on spinning after the last work by default: a few times what it costs to wake a thread (50 to 80 µs
    /// where measured). With messages 83 µs apart it cut the median round trip from 41 to 11 µs, for a whole core; messages
    /// further apart than this are answered as by epoll, for a few per cent of a core.
    /// </summary>
    public static readonly TimeSpan DefaultSpinWindow = TimeSpan.FromMicroseconds(200);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly long _spinTicks = (long)(spinWindow.TotalSeconds * Stopwatch.Frequency);
    private readonly BusySet _busy = new();
    private volatile bool _woken;
    private bool _spinning;
    private int _caught;
    private int _shortWaits;
    private int _needed = 1;
    private long _quietSince = Deadline.Never;

    /// <inheritdoc/>
    public void Watch(Pollable pollable, Interest interest) => readiness.Watch(pollable, interest);

    /// <inheritdoc/>
    public void Unwatch(Pollable pollable) => readiness.Unwatch(pollable);

    /// <inheritdoc/>
    public Ready Wait(int work, long deadline)
    {
        if (_spinning && work > 0)
        {
            // A busy loop need not know the time.
            _quietSince = Deadline.Never;
            _caught++;
            return Look(work);
        }

        long now = _time.GetTimestamp();
        if (work > 0 || _quietSince == Deadline.Never)
        {
            _quietSince = now;
        }

        if (_spinning && now - _quietSince < _spinTicks)
        {
            return Look(work);
        }

        if (_spinning)
        {
            EndSpell();
        }

        _woken = false;
        Ready ready = readiness.Wait(work, deadline);
        LearnFrom(_time.GetTimestamp() - _quietSince);
        return ready;
    }

    /// <inheritdoc/>
    public void Wake()
    {
        _woken = true;
        readiness.Wake();
    }

    /// <inheritdoc/>
    public void Dispose() => readiness.Dispose();

    /// <summary>Looks without waiting: at the busy sockets again, or at what the system reports.</summary>
    private Ready Look(int work)
    {
        if (!_woken && _busy.TryAgain(work, out ReadOnlySpan<Pollable> readable))
        {
            return new Ready(accept: false, readable, default);
        }

        _woken = false;
        Ready ready = readiness.Wait(work, Deadline.Now);
        _busy.Remember(ready.Readable);
        return ready;
    }

    private void EndSpell()
    {
        _needed = _caught >= WorkThatPays ? 1 : Math.Min(_needed * 2, MostNeeded);
        _spinning = false;
        _caught = 0;
        _shortWaits = 0;
        _busy.Clear();
    }

    /// <summary>A blocking wait has ended, this long after the last work.</summary>
    private void LearnFrom(long quiet)
    {
        _shortWaits = quiet < _spinTicks ? _shortWaits + 1 : 0;
        _spinning = _shortWaits >= _needed;
    }
}
