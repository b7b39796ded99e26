using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Pollecho.Text;
using static Pollecho.Compare.Models.Native.IoUring;

namespace Pollecho.Compare.Models;

/// <summary>
/// A connection of the model of completion: one receive that goes on until it is cancelled, and one send at a time, of all
/// that there is to send, from the very buffers that were received into.
/// </summary>
/// <param name="place">Its place among the connections, which its requests carry.</param>
/// <param name="socket">Its socket. A request holds it open, so that it is closed when none is left.</param>
/// <param name="ring">Takes its requests.</param>
/// <param name="buffers">What it receives into and sends from.</param>
/// <param name="counters">Count what it sends.</param>
internal sealed unsafe class IoUringConnection(int place, SafeFileHandle socket, CompletionRing ring, ProvidedBuffers buffers, ModelCounters counters)
{
    /// <summary>With this many buffers unsent, nothing more is received from it: a peer that does not read must not take every one.</summary>
    private const int MostUnsent = 16;

    private readonly int _fd = (int)socket.DangerousGetHandle();
    private readonly Queue<(ushort Buffer, int Length)> _unsent = new();
    private MsgHdr* _message;
    private int _sent;
    private bool _isReceiving, _isCancelling, _isSending, _hasEnded, _hasFailed, _lacksBuffer;

    /// <summary>Its place.</summary>
    public int Place => place;

    /// <summary>Whether something came of its requests since it went on.</summary>
    public bool IsTouched { get; set; }

    /// <summary>Whether it has no request left, and has been closed.</summary>
    public bool IsClosed => socket.IsClosed;

    /// <summary>A receive has brought something, or ended.</summary>
    /// <param name="result">Bytes, 0 at the end of the stream, or an error's number, negative.</param>
    /// <param name="buffer">The buffer that it took, whose they are; null if none.</param>
    /// <param name="more">Whether it goes on.</param>
    public void Received(int result, ushort? buffer, bool more)
    {
        _isReceiving = more;
        _isCancelling &= more;
        if (buffer is { } taken)
        {
            AsciiUpper.Convert(buffers.Take(taken, Math.Max(result, 0)));
            if (result > 0)
            {
                _unsent.Enqueue((taken, result));
            }
            else
            {
                // Some kernels take one for the end of the stream, too.
                buffers.Return(taken);
            }
        }

        if (result == 0)
        {
            _hasEnded = true;
        }
        else if (result == -ENOBUFS)
        {
            _lacksBuffer = true;
        }
        else if (result is < 0 and not -ECANCELED)
        {
            Fail();
        }
    }

    /// <summary>A send has ended.</summary>
    /// <param name="result">Bytes, or an error's number, negative.</param>
    public void Sent(int result)
    {
        _isSending = false;
        if (result < 0)
        {
            Fail();
            return;
        }

        counters.CountSent(result);
        _sent += result;
        while (_unsent.TryPeek(out (ushort Buffer, int Length) first) && _sent >= first.Length)
        {
            _unsent.Dequeue();
            _sent -= first.Length;
            buffers.Return(first.Buffer);
        }
    }

    /// <summary>Gives it up: what is unsent is dropped, and its requests end. <see cref="GoOn"/> then closes it.</summary>
    public void Fail()
    {
        if (!_hasFailed && (_isReceiving || _isSending))
        {
            ring.Next(IORING_OP_ASYNC_CANCEL, _fd, (ulong)IoUringRequest.Cancel).op_flags = IORING_ASYNC_CANCEL_FD | IORING_ASYNC_CANCEL_ALL;
        }

        _hasFailed = _hasEnded = true;
    }

    /// <summary>Sends, receives, stops receiving, or closes it, as it stands.</summary>
    /// <returns>Whether it can: not if there is no buffer to receive into. It is to be called again when there is one.</returns>
    public bool GoOn()
    {
        IsTouched = false;
        if (!_isSending && _unsent.Count > 0)
        {
            if (_hasFailed)
            {
                Drop();
            }
            else
            {
                Send();
            }
        }

        if (_hasEnded)
        {
            if (!_isReceiving && !_isSending)
            {
                Close();
            }
        }
        else if (!_isReceiving && _unsent.Count < MostUnsent)
        {
            if (_lacksBuffer && !buffers.HasFree)
            {
                return false;
            }

            Receive();
        }
        else if (_isReceiving && !_isCancelling && _unsent.Count >= MostUnsent)
        {
            _isCancelling = true;
            ring.Next(IORING_OP_ASYNC_CANCEL, fd: -1, (ulong)IoUringRequest.Cancel).addr = Mark(IoUringRequest.Receive);
        }

        return true;
    }

    private void Receive()
    {
        _isReceiving = true;
        _lacksBuffer = false;
        ref io_uring_sqe request = ref ring.Next(IORING_OP_RECV, _fd, Mark(IoUringRequest.Receive));
        request.ioprio = IORING_RECV_MULTISHOT;
        request.flags = IOSQE_BUFFER_SELECT;
    }

    private void Send()
    {
        _isSending = true;
        bool isOne = _unsent.Count == 1;
        ref io_uring_sqe request = ref ring.Next(isOne ? IORING_OP_SEND : IORING_OP_SENDMSG, _fd, Mark(IoUringRequest.Send));
        request.op_flags = MSG_NOSIGNAL | MSG_WAITALL;
        if (isOne)
        {
            (ushort buffer, int length) = _unsent.Peek();
            request.addr = (ulong)(buffers.Address(buffer) + _sent);
            request.len = (uint)(length - _sent);
        }
        else
        {
            request.addr = (ulong)Gather();
            request.len = 1;
        }
    }

    /// <summary>All that is unsent, in as many pieces as there are buffers.</summary>
    private MsgHdr* Gather()
    {
        if (_message == null)
        {
            _message = (MsgHdr*)NativeMemory.AllocZeroed((nuint)(sizeof(MsgHdr) + (MostUnsent * sizeof(IoVec))));
            _message->msg_iov = (IoVec*)(_message + 1);
        }

        int skipped = _sent, count = 0;
        foreach ((ushort buffer, int length) in _unsent)
        {
            if (count == MostUnsent)
            {
                break;
            }

            _message->msg_iov[count++] = new() { iov_base = buffers.Address(buffer) + skipped, iov_len = (nuint)(length - skipped) };
            skipped = 0;
        }

        _message->msg_iovlen = (nuint)count;
        return _message;
    }

    private void Drop()
    {
        while (_unsent.TryDequeue(out (ushort Buffer, int Length) reply))
        {
            buffers.Return(reply.Buffer);
        }
    }

    private void Close()
    {
        NativeMemory.Free(_message);
        _message = null;
        socket.Dispose();
    }

    private ulong Mark(IoUringRequest request) => ((ulong)place << 8) | (byte)request;
}
