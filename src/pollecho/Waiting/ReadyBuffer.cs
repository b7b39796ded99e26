namespace Pollecho.Waiting;

/// <summary>Collects what is ready: grown when needed, reused every turn.</summary>
internal sealed class ReadyBuffer
{
    private Pollable[] _items = new Pollable[16];

    /// <summary>How many were collected since <see cref="Clear"/>.</summary>
    public int Count { get; private set; }

    /// <summary>What was collected; valid until the next <see cref="Clear"/>.</summary>
    public ReadOnlySpan<Pollable> Items => _items.AsSpan(0, Count);

    /// <summary>Starts a turn, and drops what was collected: a reference left here would keep a closed connection alive.</summary>
    public void Clear()
    {
        if (Count > 0)
        {
            _items.AsSpan(0, Count).Clear();
            Count = 0;
        }
    }

    /// <summary>Collects one.</summary>
    public void Add(Pollable pollable)
    {
        EnsureRoom(Count + 1);
        _items[Count++] = pollable;
    }

    /// <summary>Collects a whole list, which may then change while the loop walks the copy.</summary>
    public void CopyFrom(ReadOnlySpan<Pollable> list)
    {
        Clear();
        EnsureRoom(list.Length);
        list.CopyTo(_items);
        Count = list.Length;
    }

    /// <summary>Drops all but those for which <paramref name="stays"/> holds, given <paramref name="argument"/>.</summary>
    public void Keep(Func<Pollable, long, bool> stays, long argument)
    {
        int kept = 0;
        for (int i = 0; i < Count; i++)
        {
            Pollable pollable = _items[i];
            if (!stays(pollable, argument))
            {
                continue;
            }

            if (kept != i)
            {
                _items[kept] = pollable;
            }

            kept++;
        }

        _items.AsSpan(kept, Count - kept).Clear();
        Count = kept;
    }

    private void EnsureRoom(int count)
    {
        if (count > _items.Length)
        {
            Array.Resize(ref _items, Math.Max(count, _items.Length * 2));
        }
    }
}
