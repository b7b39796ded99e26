namespace Pollecho.Waiting;

/// <summary>
/// The read list or the write list: sockets in no particular order, added and removed in constant time.
/// </summary>
internal sealed class PollList(Interest kind)
{
    private Pollable[] _items = new Pollable[16];

    /// <summary>How many sockets are on the list.</summary>
    public int Count { get; private set; }

    /// <summary>The sockets; valid until the next change.</summary>
    public ReadOnlySpan<Pollable> Items => _items.AsSpan(0, Count);

    /// <summary>Puts a socket on the list or takes it off, as <paramref name="interest"/> says.</summary>
    public void Set(Pollable pollable, Interest interest)
    {
        bool wanted = (interest & kind) != 0;
        if (wanted == (Slot(pollable) >= 0))
        {
            return;
        }

        if (wanted)
        {
            Add(pollable);
        }
        else
        {
            Remove(pollable);
        }
    }

    private void Add(Pollable pollable)
    {
        if (Count == _items.Length)
        {
            Array.Resize(ref _items, Count * 2);
        }

        _items[Count] = pollable;
        SetSlot(pollable, Count++);
    }

    private void Remove(Pollable pollable)
    {
        int slot = Slot(pollable);
        Pollable last = _items[--Count];
        _items[slot] = last;
        SetSlot(last, slot);
        _items[Count] = null!;
        SetSlot(pollable, -1);
    }

    private int Slot(Pollable pollable) => kind == Interest.Read ? pollable.ReadSlot : pollable.WriteSlot;

    private void SetSlot(Pollable pollable, int slot)
    {
        if (kind == Interest.Read)
        {
            pollable.ReadSlot = slot;
        }
        else
        {
            pollable.WriteSlot = slot;
        }
    }
}
