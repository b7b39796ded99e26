namespace Pollecho.Client;

/// <summary>
/// When the messages were due that got no right reply, so that at the end each can be counted with the time that it was
/// waited for at least. Whatever their number it takes the same memory: their times are kept to a
/// <see cref="Most"/>th of the time since the first, or finer.
/// </summary>
internal sealed class MissedMessages
{
    private const int Most = 16 * 1024;

    private long[]? _counts;
    private long _origin;
    private long _width = 1;

    /// <summary>Adds messages.</summary>
    /// <param name="dueAt">When they were due, as Stopwatch counts.</param>
    /// <param name="count">How many were due then.</param>
    public void Add(long dueAt, long count = 1) => Slot(dueAt) += count;

    /// <summary>Adds messages that were due evenly over a time.</summary>
    /// <param name="from">When the first was due.</param>
    /// <param name="to">When the last was due, or later.</param>
    /// <param name="count">How many.</param>
    public void AddEvenly(long from, long to, long count)
    {
        // No more steps than there are slots: what is finer than a slot is not kept.
        long steps = Math.Min(count, Most);
        for (long step = 0; step < steps; step++)
        {
            long before = (long)((Int128)count * step / steps), after = (long)((Int128)count * (step + 1) / steps);
            Add(from + (long)((Int128)(to - from) * step / steps), after - before);
        }
    }

    /// <summary>Gives each group of messages that were due at about one time to <paramref name="take"/>, with the latest time that it may have been.</summary>
    public void ForEach(Action<long, long> take)
    {
        for (int i = 0; i < _counts?.Length; i++)
        {
            if (_counts[i] > 0)
            {
                take(_origin + ((i + 1) * _width) - 1, _counts[i]);
            }
        }
    }

    private ref long Slot(long dueAt)
    {
        if (_counts is null)
        {
            _counts = new long[Most];
            _origin = dueAt;
        }

        // A message may be judged after one that was due later. The few that were due before the first are taken with it.
        long offset = Math.Max(0, dueAt - _origin);
        while (offset / _width >= Most)
        {
            for (int i = 0; i < Most; i++)
            {
                int from = 2 * i;
                _counts[i] = from < Most ? _counts[from] + _counts[from + 1] : 0;
            }

            _width *= 2;
        }

        return ref _counts[offset / _width];
    }
}
