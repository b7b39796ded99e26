using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Pollecho.Time;
using static Pollecho.Waiting.Native.Epoll;

namespace Pollecho.Waiting;

/// <summary>
/// epoll(7), Linux: the system keeps the lists, and one call returns the sockets that are ready, however many are
/// watched. Free when idle, and silent connections cost nothing; a message that finds the loop blocked waits for the
/// thread to be woken. Level-triggered.
/// </summary>
internal sealed unsafe class EpollStrategy : IWaitStrategy
{
    /// <summary>Room for this many events at first.</summary>
    private const int FirstRoom = 256;

    // struct epoll_event { uint32_t events; epoll_data_t data; } is packed on x86-64, and only there:
    // the 32-bit layout was kept for it (linux/include/uapi/linux/eventpoll.h, EPOLL_PACKED).
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int EventSize = DataOffset + sizeof(ulong);

    private readonly int _epoll;
    private readonly SafeFileHandle _epollOwner;
    private byte* _events = (byte*)NativeMemory.Alloc((nuint)(FirstRoom * EventSize));
    private int _room = FirstRoom;
    private readonly WakeSocket _wake = new();
    private readonly WatchTable _watched = new();
    private readonly ReadyBuffer _readable = new();
    private readonly ReadyBuffer _writable = new();

    private bool _disposed;

    /// <summary>Creates an epoll instance.</summary>
    /// <exception cref="Win32Exception">The system has none left, or no file handle for it.</exception>
    public EpollStrategy()
    {
        _epoll = epoll_create1(EPOLL_CLOEXEC);
        if (_epoll < 0)
        {
            throw new Win32Exception();
        }

        _epollOwner = new SafeFileHandle(_epoll, ownsHandle: true);
        Watch(_wake, Interest.Read);
    }

    /// <inheritdoc/>
    public void Watch(Pollable pollable, Interest interest)
    {
        if (pollable.Interest == Interest.None)
        {
            Add(pollable, interest);
        }
        else
        {
            pollable.Interest = interest;
            Control(EPOLL_CTL_MOD, pollable, Mask(interest));
        }
    }

    /// <inheritdoc/>
    public void Unwatch(Pollable pollable)
    {
        if (pollable.Interest == Interest.None)
        {
            return;
        }

        // The system forgets a socket with its descriptor, whose number may be another socket's by now.
        if (!pollable.Socket.SafeHandle.IsClosed)
        {
            Control(EPOLL_CTL_DEL, pollable, 0);
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
            _events = (byte*)NativeMemory.Realloc(_events, (nuint)(_room * EventSize));
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
            _epollOwner.Dispose();
            NativeMemory.Free(_events);
            _wake.Dispose();
        }
    }

    private int Ask(long deadline)
    {
        int count;
        do
        {
            count = epoll_wait(_epoll, _events, _room, Deadline.Timeout(deadline));
        }
        while (count < 0 && Marshal.GetLastPInvokeError() == EINTR);

        return count < 0 ? throw new Win32Exception() : count;
    }

    private Ready Collect(int count)
    {
        _readable.Clear();
        _writable.Clear();
        bool accept = false;
        for (int i = 0; i < count; i++)
        {
            byte* entry = _events + (i * EventSize);
            uint events = Unsafe.ReadUnaligned<uint>(entry);
            Pollable pollable = _watched[(int)Unsafe.ReadUnaligned<ulong>(entry + DataOffset)]!;
            if (pollable == _wake)
            {
                _wake.Drain();
                accept = true;
                continue;
            }

            // An error or a hang-up shows in whichever call comes next.
            bool ended = (events & (EPOLLERR | EPOLLHUP)) != 0;
            accept |= (pollable.Interest & Interest.Accept) != 0;
            if ((pollable.Interest & Interest.Read) != 0 && (ended || (events & EPOLLIN) != 0))
            {
                _readable.Add(pollable);
            }

            if ((pollable.Interest & Interest.Write) != 0 && (ended || (events & EPOLLOUT) != 0))
            {
                _writable.Add(pollable);
            }
        }

        return new Ready(accept, _readable.Items, _writable.Items) { Call = nameof(epoll_wait), Asked = true };
    }

    private void Add(Pollable pollable, Interest interest)
    {
        _watched.Add(pollable);
        try
        {
            Control(EPOLL_CTL_ADD, pollable, Mask(interest));
            pollable.Interest = interest;
        }
        catch (Win32Exception)
        {
            // ENOSPC: the user's limit of watches is reached (/proc/sys/fs/epoll/max_user_watches); ENOMEM.
            _watched.Remove(pollable);
            throw;
        }
    }

    private void Control(int operation, Pollable pollable, uint mask)
    {
        byte* entry = stackalloc byte[sizeof(ulong) * 2];
        Unsafe.WriteUnaligned(entry, mask);
        Unsafe.WriteUnaligned(entry + DataOffset, (ulong)pollable.ReadSlot);
        if (epoll_ctl(_epoll, operation, (int)pollable.Socket.Handle, entry) < 0)
        {
            throw new Win32Exception();
        }
    }

    private static uint Mask(Interest interest) =>
        ((interest & (Interest.Read | Interest.Accept)) != 0 ? EPOLLIN : 0)
        | ((interest & Interest.Write) != 0 ? EPOLLOUT : 0);
}
