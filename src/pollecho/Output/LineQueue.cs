using Pollecho.Platform;

namespace Pollecho.Output;

/// <summary>
/// Lines on their way to stdout or stderr, written by a thread of the queue's own, so that no paused terminal, slow reader
/// or full disk holds up whoever prints. A line that finds no room, or cannot be written, is dropped and counted.
/// </summary>
internal sealed class LineQueue
{
    /// <summary>The most lines that may wait.</summary>
    private const int Room = 4096;

    /// <summary>How long <see cref="PostPatiently"/> waits for room in all, until the queue is empty again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly object _changed = new();
    private readonly Queue<string> _lines = new();
    private readonly TextWriter _output;
    private readonly StatusLine _status;
    private readonly Action _gone;
    private bool _isBusy;
    private bool _isEnding;
    private long _dropped;
    private long _patienceLeft = (long)Patience.TotalMilliseconds;
    private Action? _tick;
    private long _period;
    private long _nextTick = long.MaxValue;

    /// <summary>Creates a queue and starts its thread.</summary>
    /// <param name="output">Where the lines go.</param>
    /// <param name="status">The terminal's status line, which lines are printed above.</param>
    /// <param name="gone">Called on the queue's thread when nobody can read the lines any more.</param>
    /// <exception cref="OutOfMemoryException">The system has no more threads.</exception>
    public LineQueue(TextWriter output, StatusLine status, Action gone)
    {
        _output = output;
        _status = status;
        _gone = gone;
        new Thread(Run) { IsBackground = true, Name = "output" }.Start();
    }

    /// <summary>How many lines were dropped.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Why the last line was not written; null if it was.</summary>
    public OutputException? Failure { get; private set; }

    /// <summary>Makes the queue's thread call <paramref name="tick"/> once every period from now on, while it can write.</summary>
    public void Every(TimeSpan period, Action tick)
    {
        lock (_changed)
        {
            _tick = tick;
            _period = Math.Max(1, (long)Math.Ceiling(period.TotalMilliseconds));
            _nextTick = Environment.TickCount64 + _period;
            Monitor.PulseAll(_changed);
        }
    }

    /// <summary>From now on no caller waits for room.</summary>
    public void EndPatience()
    {
        lock (_changed)
        {
            _isEnding = true;
            Monitor.PulseAll(_changed);
        }
    }

    /// <summary>Prints a line soon. Never waits.</summary>
    public void Post(string text)
    {
        lock (_changed)
        {
            Add(text);
        }
    }

    /// <summary>
    /// The same for many lines in a row, which should not be dropped only because they are many: waits a while for room.
    /// Once that has been in vain, not again until the queue is empty.
    /// </summary>
    public void PostPatiently(string text)
    {
        lock (_changed)
        {
            while (_lines.Count >= Room && _patienceLeft > 0 && !_isEnding)
            {
                long start = Environment.TickCount64;
                Monitor.Wait(_changed, (int)_patienceLeft);
                _patienceLeft -= Math.Max(1, Environment.TickCount64 - start);
            }

            Add(text);
        }
    }

    /// <summary>
    /// Prints what is left, and then a last line that is never dropped for lack of room; ends the ticks.
    /// </summary>
    /// <param name="last">Makes the last line, once all others are written; null for none.</param>
    /// <param name="limit">How long this may take.</param>
    /// <returns>Whether all was written, or dropped, in time.</returns>
    public bool End(Func<string>? last, TimeSpan limit)
    {
        long end = Environment.TickCount64 + (long)Math.Ceiling(limit.TotalMilliseconds);
        lock (_changed)
        {
            _nextTick = long.MaxValue;
        }

        bool isEmpty = FlushUntil(end);
        if (last is null)
        {
            return isEmpty;
        }

        lock (_changed)
        {
            _lines.Enqueue(last());
            Monitor.PulseAll(_changed);
        }

        return isEmpty && FlushUntil(end);
    }

    /// <summary>Waits until all that was posted is written or dropped.</summary>
    /// <returns>Whether that was so within the limit.</returns>
    public bool Flush(TimeSpan limit) => FlushUntil(Environment.TickCount64 + (long)Math.Ceiling(limit.TotalMilliseconds));

    private bool FlushUntil(long end)
    {
        lock (_changed)
        {
            while (_lines.Count > 0 || _isBusy)
            {
                long left = end - Environment.TickCount64;
                if (left <= 0)
                {
                    return false;
                }

                Monitor.Wait(_changed, (int)Math.Min(left, int.MaxValue));
            }

            return true;
        }
    }

    private void Add(string text)
    {
        if (_lines.Count >= Room)
        {
            Interlocked.Increment(ref _dropped);
            return;
        }

        _lines.Enqueue(text);
        Monitor.PulseAll(_changed);
    }

    private void Run()
    {
        while (true)
        {
            if (Next() is { } line)
            {
                Write(line);
            }
            else
            {
                _tick!();
            }
        }
    }

    /// <summary>Waits for a line; null when the time for a tick has come.</summary>
    private string? Next()
    {
        lock (_changed)
        {
            _isBusy = false;
            Monitor.PulseAll(_changed);
            while (true)
            {
                long now = Environment.TickCount64;
                if (now >= _nextTick)
                {
                    _isBusy = true;
                    _nextTick = now + _period;
                    return null;
                }

                if (_lines.TryDequeue(out string? line))
                {
                    _isBusy = true;
                    return line;
                }

                _patienceLeft = (long)Patience.TotalMilliseconds;
                Monitor.Wait(_changed, _nextTick == long.MaxValue ? Timeout.Infinite : (int)Math.Min(_nextTick - now, int.MaxValue));
            }
        }
    }

    private void Write(string text)
    {
        try
        {
            _status.Print(_output, text);
            Failure = null;
        }
        catch (OutputException e)
        {
            Failure = e;
            Interlocked.Increment(ref _dropped);
            if (e.IsGone)
            {
                _gone();
            }
        }
    }
}
