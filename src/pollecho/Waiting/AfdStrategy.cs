using System.ComponentModel;
using Pollecho.Time;
using static Pollecho.Waiting.Native.Afd;

namespace Pollecho.Waiting;

/// <summary>
/// Poll requests to AFD, the driver behind Windows' sockets, one for each socket; they complete to a port, from which one call
/// takes all that are ready, however many are watched. Free when idle, and silent connections cost nothing; each socket that
/// was ready costs a call to ask about it again. mio, libuv and wepoll wait this way. Level-triggered.
/// </summary>
/// <remarks>
/// A request completes once. It is made again in the next wait, not on the spot, where it would complete at once: the loop has
/// not yet used what the first one reported. If the socket is still ready in the next wait, it is reported again.
/// </remarks>
internal sealed unsafe class AfdStrategy : IWaitStrategy
{
    /// <summary>This many completions are taken in a call.</summary>
    private const int Room = 256;

    /// <summary>The longest wait, in milliseconds, before making a request again that the system had no memory for.</summary>
    private const int RetryAfter = 10;

    /// <summary>How long, in milliseconds, to wait at the end for cancelled requests to complete.</summary>
    private const int Patience = 1_000;

    private readonly AfdPort _port = new();
    private readonly OVERLAPPED_ENTRY[] _entries = new OVERLAPPED_ENTRY[Room];
    private readonly ReadyBuffer _readable = new();
    private readonly ReadyBuffer _writable = new();

    // Requests to make in the next wait: what they asked was reported, or their sockets are watched for something else since.
    private readonly List<AfdPoll> _toAsk = [];

    // A completion brings the place in here of its request.
    private AfdPoll?[] _polls = new AfdPoll?[16];
    private readonly Stack<int> _freeSlots = new();
    private int _slots;
    private bool _disposed;

    /// <inheritdoc/>
    public void Watch(Pollable pollable, Interest interest)
    {
        if (pollable.Interest != Interest.None)
        {
            pollable.Interest = interest;
            List(_polls[pollable.ReadSlot]!);
            return;
        }

        AfdPoll poll = Add(pollable);
        pollable.Interest = interest;
        int status = poll.BringUpToDate();
        if (status < 0)
        {
            Unwatch(pollable);
            throw new Win32Exception(RtlNtStatusToDosError(status));
        }
    }

    /// <inheritdoc/>
    public void Unwatch(Pollable pollable)
    {
        if (pollable.Interest == Interest.None)
        {
            return;
        }

        int slot = pollable.ReadSlot;
        pollable.ReadSlot = -1;
        pollable.Interest = Interest.None;
        if (_polls[slot]!.Abandon())
        {
            Remove(slot);
        }
    }

    /// <inheritdoc/>
    public Ready Wait(int work, long deadline)
    {
        _readable.Clear();
        _writable.Clear();
        bool accept = false;
        int count;
        do
        {
            int timeout = Deadline.Timeout(deadline);
            AskAll(ref accept, ref timeout);
            count = _port.Take(_entries, timeout);
            Collect(count, ref accept);
            for (int taken = count; taken == Room;)
            {
                // There may be more, and all that is ready is to be reported.
                taken = _port.Take(_entries, 0);
                Collect(taken, ref accept);
            }
        }
        // Completions of cancelled requests report nothing, and are no reason to return before the time is over.
        while (count > 0 && !accept && _readable.Count == 0 && _writable.Count == 0);

        return new Ready(accept, _readable.Items, _writable.Items) { Call = nameof(GetQueuedCompletionStatusEx), Asked = true };
    }

    /// <inheritdoc/>
    public void Wake() => _port.Wake();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        for (int slot = 0; slot < _slots; slot++)
        {
            if (_polls[slot]?.Abandon() == true)
            {
                Remove(slot);
            }
        }

        // A block whose completion does not come is leaked rather than freed: the system may still write to it.
        bool accept = false;
        int count = Room;
        while (count > 0 && _freeSlots.Count < _slots)
        {
            count = _port.Take(_entries, Patience);
            Collect(count, ref accept);
        }

        _port.Dispose();
    }

    private void AskAll(ref bool accept, ref int timeout)
    {
        int left = 0;
        for (int i = 0; i < _toAsk.Count; i++)
        {
            AfdPoll poll = _toAsk[i];
            if (poll.Pollable is not null && poll.BringUpToDate() is < 0 and not STATUS_INVALID_HANDLE)
            {
                // Out of memory: until it can be asked about, the loop has to try it.
                Report(poll.Pollable, poll.Pollable.Interest, ref accept);
                timeout = (int)Math.Min((uint)timeout, RetryAfter);
                _toAsk[left++] = poll;
                continue;
            }

            poll.IsListed = false;
        }

        _toAsk.RemoveRange(left, _toAsk.Count - left);
    }

    private void Collect(int count, ref bool accept)
    {
        foreach (ref readonly OVERLAPPED_ENTRY entry in _entries.AsSpan(0, count))
        {
            if (entry.Overlapped == null)
            {
                _port.EndWake();
                accept = true;
                continue;
            }

            int slot = ((AfdBlock*)entry.Overlapped)->Slot;
            AfdPoll poll = _polls[slot]!;
            Interest ready = poll.Complete(out bool isClosed);
            if (poll.Pollable is null)
            {
                Remove(slot);
            }
            else if (!isClosed)
            {
                List(poll);
                Report(poll.Pollable, ready, ref accept);
            }
        }
    }

    private void Report(Pollable pollable, Interest ready, ref bool accept)
    {
        accept |= (ready & Interest.Accept) != 0;
        if ((ready & Interest.Read) != 0)
        {
            _readable.Add(pollable);
        }

        if ((ready & Interest.Write) != 0)
        {
            _writable.Add(pollable);
        }
    }

    private void List(AfdPoll poll)
    {
        if (!poll.IsListed)
        {
            poll.IsListed = true;
            _toAsk.Add(poll);
        }
    }

    private AfdPoll Add(Pollable pollable)
    {
        if (!_freeSlots.TryPop(out int slot))
        {
            slot = _slots++;
            if (slot == _polls.Length)
            {
                Array.Resize(ref _polls, slot * 2);
            }
        }

        try
        {
            pollable.ReadSlot = slot;
            return _polls[slot] = new AfdPoll(_port, pollable, slot);
        }
        catch (Win32Exception)
        {
            pollable.ReadSlot = -1;
            _freeSlots.Push(slot);
            throw;
        }
    }

    private void Remove(int slot)
    {
        _polls[slot]!.Free();
        _polls[slot] = null;
        _freeSlots.Push(slot);
    }
}
