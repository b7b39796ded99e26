using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Pollecho.Time;
using static Pollecho.Waiting.Native.Kqueue;

namespace Pollecho.Waiting;

/// <summary>
/// kqueue(2), macOS: the system keeps a queue of what is ready, and one call returns it, however many sockets are watched.
/// Free when idle, and silent connections cost nothing; a message that finds the loop blocked waits for the thread to be
/// woken. Level-triggered, as it is without EV_CLEAR.
/// </summary>
/// <remarks>
/// It keeps to what the BSDs have as well: a filter for each direction and nothing else, so that a wake-up is a descriptor
/// like any other (EVFILT_USER has not the same number everywhere).
/// </remarks>
internal sealed unsafe class KqueueStrategy : IWaitStrategy
{
    /// <summary>Room for this many events at first.</summary>
    private const int FirstRoom = 256;

    /// <summary>Darwin and OpenBSD refuse to wait longer (EINVAL); after three years the loop may ask again.</summary>
    private const long MostSeconds = 100_000_000;

    private const long NanosecondsPerSecond = 1_000_000_000;

    private readonly int _kqueue;
    private readonly SafeFileHandle _kqueueOwner;
    private KEvent* _events = (KEvent*)NativeMemory.Alloc(FirstRoom, (nuint)sizeof(KEvent));
    private int _room = FirstRoom;
    private readonly WakeSocket _wake = new();
    private readonly WatchTable _watched = new();
    private readonly ReadyBuffer _readable = new();
    private readonly ReadyBuffer _writable = new();
    private bool _disposed;

    /// <summary>Creates a queue.</summary>
    /// <exception cref="Win32Exception">The system has none left, or no file handle for it.</exception>
    public KqueueStrategy()
    {
        _kqueue = kqueue();
        if (_kqueue < 0)
        {
            throw new Win32Exception();
        }

        _kqueueOwner = new SafeFileHandle(_kqueue, ownsHandle: true);
        Watch(_wake, Interest.Read);
    }

    /// <inheritdoc/>
    public void Watch(Pollable pollable, Interest interest)
    {
        if (pollable.Interest == Interest.None)
        {
            _watched.Add(pollable);
        }

        Interest before = pollable.Interest;
        pollable.Interest = interest;
        int error = Change(pollable, before, interest);
        if (error != 0)
        {
            // ENOMEM, for instance. Of two changes one may have been made: none of them stays.
            _ = Change(pollable, Interest.Read | Interest.Write, Interest.None);
            _watched.Remove(pollable);
            throw new Win32Exception(error);
        }
    }

    /// <inheritdoc/>
    public void Unwatch(Pollable pollable)
    {
        if (pollable.Interest == Interest.None)
        {
            return;
        }

        // Its filters go with the descriptor, whose number may be another socket's by now.
        if (!pollable.Socket.SafeHandle.IsClosed)
        {
            _ = Change(pollable, pollable.Interest, Interest.None);
        }

        _watched.Remove(pollable);
    }

    /// <inheritdoc/>
    public Ready Wait(int work, long deadline)
    {
        int count = Ask(deadline);
        while (count == _room)
        {
            // There may be more, and all that is ready is to be reported: asked again, the system reports these as well.
            _room *= 2;
            _events = (KEvent*)NativeMemory.Realloc(_events, (nuint)_room * (nuint)sizeof(KEvent));
            count = Ask(Deadline.Now);
        }

        return Collect(count);
    }

    /// <inheritdoc/>
    public void Wake() => _wake.Signal();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _kqueueOwner.Dispose();
            NativeMemory.Free(_events);
            _wake.Dispose();
        }
    }

    private int Ask(long deadline)
    {
        int count;
        do
        {
            long nanoseconds = deadline == Deadline.Now ? 0 : Deadline.NanosecondsUntil(deadline, Stopwatch.GetTimestamp());
            TimeSpec timeout = new()
            {
                tv_sec = (nint)Math.Min(nanoseconds / NanosecondsPerSecond, MostSeconds),
                tv_nsec = (nint)(nanoseconds % NanosecondsPerSecond),
            };
            count = kevent(_kqueue, null, 0, _events, _room, deadline == Deadline.Never ? null : &timeout);
        }
        while (count < 0 && Marshal.GetLastPInvokeError() == EINTR);

        return count < 0 ? throw new Win32Exception() : count;
    }

    /// <summary>
    /// An event for each direction that is ready. EV_EOF need not be looked at: the end, or an error, shows in whichever call
    /// comes next.
    /// </summary>
    private Ready Collect(int count)
    {
        _readable.Clear();
        _writable.Clear();
        bool accept = false;
        for (int i = 0; i < count; i++)
        {
            Pollable? pollable = _watched[(int)_events[i].udata];
            if (pollable == _wake)
            {
                _wake.Drain();
                accept = true;
            }
            else if (pollable is null)
            {
                // A socket that was closed before it was unwatched, on a system that keeps the filters of such.
            }
            else if (_events[i].filter == EVFILT_WRITE)
            {
                _writable.Add(pollable);
            }
            else if ((pollable.Interest & Interest.Accept) != 0)
            {
                accept = true;
            }
            else
            {
                _readable.Add(pollable);
            }
        }

        return new Ready(accept, _readable.Items, _writable.Items) { Call = nameof(kevent), Asked = true };
    }

    /// <summary>Adds the filters that are new, then deletes those that are no longer wanted, in one call.</summary>
    /// <returns>0, or the error of a change that was refused; the other may have been made.</returns>
    private int Change(Pollable pollable, Interest before, Interest after)
    {
        KEvent* changes = stackalloc KEvent[2];
        int count = 0;
        Append(pollable, after & ~before, EV_ADD, changes, ref count);
        Append(pollable, before & ~after, EV_DELETE, changes, ref count);
        if (count == 0)
        {
            return 0;
        }

        // With EV_RECEIPT each change is replaced by its outcome, and these fill the list: no event is taken off the queue.
        TimeSpec none = default;
        int outcomes = kevent(_kqueue, changes, count, changes, count, &none);
        if (outcomes < 0)
        {
            return Marshal.GetLastPInvokeError();
        }

        for (int i = 0; i < outcomes; i++)
        {
            // ENOENT: there was nothing to delete.
            if ((changes[i].flags & EV_ERROR) != 0 && changes[i].data is not (0 or ENOENT))
            {
                return (int)changes[i].data;
            }
        }

        return 0;
    }

    private static void Append(Pollable pollable, Interest interest, ushort action, KEvent* changes, ref int count)
    {
        if ((interest & (Interest.Read | Interest.Accept)) != 0)
        {
            changes[count++] = Filter(pollable, EVFILT_READ, action);
        }

        if ((interest & Interest.Write) != 0)
        {
            changes[count++] = Filter(pollable, EVFILT_WRITE, action);
        }
    }

    private static KEvent Filter(Pollable pollable, short filter, ushort action) => new()
    {
        ident = (nuint)pollable.Socket.Handle,
        filter = filter,
        flags = (ushort)(action | EV_RECEIPT),
        udata = pollable.ReadSlot,
    };
}
