using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using static Pollecho.Compare.Models.Native.IoUring;

namespace Pollecho.Compare.Models;

/// <summary>
/// io_uring(7): two rings of memory that are shared with the system. Requests go into one, what became of them comes out
/// of the other, and one call both hands requests in and waits. For the thread that created it only.
/// </summary>
internal sealed unsafe class CompletionRing : IDisposable
{
    private const uint Requests = 1024, Completions = 4 * Requests;

    private readonly SafeFileHandle _owner;
    private readonly int _fd;
    private readonly nint _rings, _entries;
    private readonly nuint _ringsLength, _entriesLength;
    private readonly uint* _submitHead, _submitTail, _completeHead, _completeTail;
    private readonly uint _submitMask, _completeMask;
    private readonly io_uring_sqe* _requests;
    private readonly io_uring_cqe* _completions;
    private uint _tail;

    /// <summary>Creates one.</summary>
    /// <exception cref="Win32Exception">The system does not allow it, is too old, or has no memory for it.</exception>
    public CompletionRing()
    {
        // One thread submits and waits, so the system need not interrupt it to complete: both flags are Linux 6.1's.
        io_uring_params given = new()
        {
            flags = IORING_SETUP_CQSIZE | IORING_SETUP_CLAMP | IORING_SETUP_SUBMIT_ALL | IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN,
            cq_entries = Completions,
        };
        _fd = io_uring_setup(Requests, &given);
        if (_fd < 0)
        {
            throw new Win32Exception();
        }

        _owner = new SafeFileHandle(_fd, ownsHandle: true);
        _ringsLength = Math.Max(given.sq_off.array + (given.sq_entries * sizeof(uint)), given.cq_off.cqes + (given.cq_entries * (uint)sizeof(io_uring_cqe)));
        _entriesLength = given.sq_entries * (uint)sizeof(io_uring_sqe);
        _rings = Map(_ringsLength, IORING_OFF_SQ_RING);
        _entries = Map(_entriesLength, IORING_OFF_SQES);
        _submitHead = At(given.sq_off.head);
        _submitTail = At(given.sq_off.tail);
        _submitMask = *At(given.sq_off.ring_mask);
        _completeHead = At(given.cq_off.head);
        _completeTail = At(given.cq_off.tail);
        _completeMask = *At(given.cq_off.ring_mask);
        _requests = (io_uring_sqe*)_entries;
        _completions = (io_uring_cqe*)At(given.cq_off.cqes);
        for (uint i = 0; i < given.sq_entries; i++)
        {
            At(given.sq_off.array)[i] = i;
        }
    }

    /// <summary>The next request, to be filled in; it goes with the next <see cref="SubmitAndWait"/>, or before if there is no room.</summary>
    /// <param name="operation">The system's number of what is to be done.</param>
    /// <param name="fd">The descriptor that it is about.</param>
    /// <param name="mark">What its completions carry.</param>
    public ref io_uring_sqe Next(byte operation, int fd, ulong mark)
    {
        if (_tail - Volatile.Read(ref *_submitHead) > _submitMask)
        {
            Enter(waitFor: 0);
        }

        ref io_uring_sqe request = ref _requests[_tail++ & _submitMask];
        request = new() { opcode = operation, fd = fd, user_data = mark };
        return ref request;
    }

    /// <summary>Hands the requests in, and waits until one of all that were has ended.</summary>
    /// <exception cref="Win32Exception">The system cannot.</exception>
    public void SubmitAndWait() => Enter(waitFor: 1);

    /// <summary>Takes what became of one request.</summary>
    /// <returns>Whether there was one.</returns>
    public bool TryTake(out io_uring_cqe completion)
    {
        uint head = *_completeHead;
        if (head == Volatile.Read(ref *_completeTail))
        {
            completion = default;
            return false;
        }

        completion = _completions[head & _completeMask];
        Volatile.Write(ref *_completeHead, head + 1);
        return true;
    }

    /// <summary>io_uring_register(2) for this ring.</summary>
    /// <exception cref="Win32Exception">The system refuses it.</exception>
    public void Register(uint operation, void* argument)
    {
        if (io_uring_register(_fd, operation, argument, 1) < 0)
        {
            throw new Win32Exception();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _owner.Dispose();
        _ = munmap(_entries, _entriesLength);
        _ = munmap(_rings, _ringsLength);
    }

    private void Enter(uint waitFor)
    {
        Volatile.Write(ref *_submitTail, _tail);
        while (io_uring_enter(_fd, _tail - Volatile.Read(ref *_submitHead), waitFor, IORING_ENTER_GETEVENTS) < 0)
        {
            switch (Marshal.GetLastPInvokeError())
            {
                case EINTR:
                    break;
                case EAGAIN or EBUSY when waitFor > 0:
                    // Short of memory, or of room for completions: what is there is to be taken first.
                    return;
                default:
                    throw new Win32Exception();
            }
        }
    }

    private nint Map(nuint length, long offset)
    {
        nint address = mmap(0, length, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, _fd, offset);
        if (address == -1)
        {
            int error = Marshal.GetLastPInvokeError();
            _owner.Dispose();
            throw new Win32Exception(error);
        }

        return address;
    }

    private uint* At(uint offset) => (uint*)(_rings + (nint)offset);
}
