namespace Pollecho.Waiting;

/// <summary>
/// The sockets that the system watches, each under a small number of its own, its slot. The system hands the slot back
/// with each event, which finds the socket without a search, and cannot take it for a closed one that had its handle.
/// Belongs to one loop's thread.
/// </summary>
internal sealed class WatchTable
{
    private readonly Stack<int> _free = new();
    private Pollable?[] _watched = new Pollable?[16];
    private int _used;

    /// <summary>The socket in a slot; null if there is none.</summary>
    public Pollable? this[int slot] => _watched[slot];

    /// <summary>Gives a socket a slot, its <see cref="Pollable.ReadSlot"/>.</summary>
    public void Add(Pollable pollable)
    {
        if (!_free.TryPop(out int slot))
        {
            slot = _used++;
            if (slot == _watched.Length)
            {
                Array.Resize(ref _watched, slot * 2);
            }
        }

        _watched[slot] = pollable;
        pollable.ReadSlot = slot;
    }

    /// <summary>Takes the slot from it: it is watched for nothing.</summary>
    public void Remove(Pollable pollable)
    {
        _watched[pollable.ReadSlot] = null;
        _free.Push(pollable.ReadSlot);
        pollable.ReadSlot = -1;
        pollable.Interest = Interest.None;
    }
}
