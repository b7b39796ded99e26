using Pollecho.Platform;

namespace Pollecho.Output;

/// <summary>
/// Lines on their way to stdout and stderr, written by a thread of its own: whoever prints is held up by no terminal that
/// is paused, no reader that is late and no disk that is full. A line that finds no room, or that cannot be written, is
/// dropped and counted.
/// </summary>
internal sealed class LineQueue
{
    /// <summary>The most lines that wait.</summary>
    private const int Room = 4096;

    /// <summary>How long <see cref="PostPatiently"/> waits for room.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly object _changed = new();
    private readonly Queue<(TextWriter Output, string Text)> _lines = new();
    private readonly StatusLine _status;
    private readonly Action _gone;
    private bool _isWriting;
    private bool _isStalled;
    private long _dropped;
    private Action? _tick;
    private long _period;
    private long _nextTick = long.MaxValue;

    /// <summary>A queue whose thread runs.</summary>
    /// <param name="status">The terminal's status line, which lines are printed above.</param>
    /// <param name="gone">Hears, on the queue's thread, that nobody can read stdout any more.</param>
    /// <exception cref="OutOfMemoryException">The system gives no more threads.</exception>
    public LineQueue(StatusLine status, Action gone)
    {
        _status = status;
        _gone = gone;
        new Thread(Write) { IsBackground = true, Name = "output" }.Start();
    }

    /// <summary>How many lines were dropped.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Why the last line on stdout was not written; null if it was.</summary>
    public string? Failure { get; private set; }

    /// <summary>Has the queue's thread do something every so often, from now on, while it can write.</summary>
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

    /// <summary>No more of that.</summary>
    public void EndTicks()
    {
        lock (_changed)
        {
            _nextTick = long.MaxValue;
        }
    }

    /// <summary>Prints a line soon. Never waits.</summary>
    public void Post(TextWriter output, string text) => Post(output, text, TimeSpan.Zero);

    /// <summary>
    /// The same for many lines in a row, which should not be dropped only because they are many: waits a while for room,
    /// but after it has waited in vain not again until there was room.
    /// </summary>
    public void PostPatiently(TextWriter output, string text) => Post(output, text, Patience);

    /// <summary>Waits until all that was posted is written or dropped.</summary>
    /// <returns>Whether that was so within the limit.</returns>
    public bool Flush(TimeSpan limit)
    {
        long end = Environment.TickCount64 + (long)Math.Ceiling(limit.TotalMilliseconds);
        lock (_changed)
        {
            while (_lines.Count > 0 || _isWriting)
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

    private void Post(TextWriter output, string text, TimeSpan patience)
    {
        lock (_changed)
        {
            long end = Environment.TickCount64 + (long)patience.TotalMilliseconds;
            while (_lines.Count == Room && !_isStalled && Environment.TickCount64 < end)
            {
                Monitor.Wait(_changed, (int)Math.Max(1, end - Environment.TickCount64));
            }

            _isStalled = _lines.Count == Room;
            if (_isStalled)
            {
                Interlocked.Increment(ref _dropped);
                return;
            }

            _lines.Enqueue((output, text));
            Monitor.PulseAll(_changed);
        }
    }

    private void Write()
    {
        while (true)
        {
            (TextWriter Output, string Text)? line = Next();
            if (line is null)
            {
                _tick!();
            }
            else
            {
                Write(line.Value.Output, line.Value.Text);
            }
        }
    }

    /// <summary>Waits for a line; null when the time for a tick has come.</summary>
    private (TextWriter Output, string Text)? Next()
    {
        lock (_changed)
        {
            _isWriting = false;
            Monitor.PulseAll(_changed);
            while (true)
            {
                long now = Environment.TickCount64;
                if (now >= _nextTick)
                {
                    _nextTick = now + _period;
                    return null;
                }

                if (_lines.Count > 0)
                {
                    break;
                }

                Monitor.Wait(_changed, _nextTick == long.MaxValue ? Timeout.Infinite : (int)Math.Min(_nextTick - now, int.MaxValue));
            }

            _isWriting = true;
            return _lines.Dequeue();
        }
    }

    private void Write(TextWriter output, string text)
    {
        try
        {
            _status.Print(output, text);
            Failure = output == Console.Out ? null : Failure;
        }
        catch (OutputException e)
        {
            Drop(e.Message);
            if (e.IsGone)
            {
                _gone();
            }
        }
        catch (IOException)
        {
            // stderr: there is nobody to say so to.
            Drop(Failure);
        }
    }

    private void Drop(string? why)
    {
        Failure = why;
        Interlocked.Increment(ref _dropped);
    }
}
