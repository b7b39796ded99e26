using System.ComponentModel;
using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using Pollecho.Sockets;
using Pollecho.Tracing;
using static Pollecho.Compare.Models.Native.IoUring;

namespace Pollecho.Compare.Models;

/// <summary>
/// The model of completion, Linux: one thread hands its accepts, receives and sends to the system, and waits in one call
/// for those that have ended. It is not told that bytes are there; it has them.
/// </summary>
internal sealed class IoUringModel : IDisposable
{
    private readonly CompletionRing _ring = new();
    private readonly ProvidedBuffers _buffers;
    private readonly ModelCounters _counters;
    private readonly int _listener;
    private readonly List<IoUringConnection?> _connections = [];
    private readonly Stack<int> _freePlaces = new();
    private readonly Queue<IoUringConnection> _touched = new();
    private bool _isAccepting;
    private bool _lackedBuffer;

    private IoUringModel(SafeSocketHandle listener, ModelCounters counters, int mostBuffers)
    {
        _listener = (int)listener.DangerousGetHandle();
        _counters = counters;
        try
        {
            _buffers = new ProvidedBuffers(_ring, mostBuffers);
        }
        catch
        {
            _ring.Dispose();
            throw;
        }
    }

    /// <summary>Serves on the caller's thread. Ends with the listener.</summary>
    /// <param name="listener">Accepts the connections.</param>
    /// <param name="counters">Count what it does.</param>
    /// <param name="recording">Takes the calls of one connection; null for none.</param>
    /// <param name="mostBuffers">How many buffers there may be.</param>
    /// <exception cref="Win32Exception">The system does not let it be used.</exception>
    public static void Run(Socket listener, ModelCounters counters, CallRecording? recording = null, int mostBuffers = ProvidedBuffers.Most)
    {
        // Linux gives a connection this option of its listener.
        TuningCalls.SendAtOnce(listener);

        // While it is held, closing the listener ends the accept, and the descriptor cannot become another file's.
        bool isHeld = false;
        listener.SafeHandle.DangerousAddRef(ref isHeld);
        try
        {
            using var model = new IoUringModel(listener.SafeHandle, counters, mostBuffers);
            model.Serve(recording);
        }
        finally
        {
            listener.SafeHandle.DangerousRelease();
        }
    }

    /// <summary>Finds out whether the system lets it be used.</summary>
    /// <exception cref="Win32Exception">It does not.</exception>
    public static void Probe()
    {
        using var ring = new CompletionRing();
        new ProvidedBuffers(ring).Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ring.Dispose();
        _buffers.Dispose();
    }

    private void Serve(CallRecording? recording)
    {
        Accept();
        while (_isAccepting || _freePlaces.Count < _connections.Count)
        {
            long begin = recording is null ? 0 : Stopwatch.GetTimestamp();
            _ring.SubmitAndWait();
            long end = recording is null ? 0 : Stopwatch.GetTimestamp();
            while (_ring.TryTake(out io_uring_cqe completion))
            {
                var request = (IoUringRequest)(byte)completion.user_data;
                if (recording is not null && request is IoUringRequest.Receive or IoUringRequest.Send)
                {
                    // The call that waited for the bytes has them; the one that handed in the reply has sent it.
                    CallKind kind = request == IoUringRequest.Send ? CallKind.Send : CallKind.Receive;
                    recording.Add(new TracedCall(kind, nameof(io_uring_enter), 1, begin, end) { Bytes = Math.Max(completion.res, 0) });
                }

                Handle(request, (int)(completion.user_data >> 8), completion);
            }

            GoOn();
        }
    }

    private void Handle(IoUringRequest request, int place, in io_uring_cqe completion)
    {
        bool more = (completion.flags & IORING_CQE_F_MORE) != 0;
        switch (request)
        {
            case IoUringRequest.Accept:
                Accepted(completion.res, more);
                return;
            case IoUringRequest.Cancel:
                return;
        }

        IoUringConnection connection = _connections[place]!;
        if (request == IoUringRequest.Send)
        {
            connection.Sent(completion.res);
        }
        else
        {
            bool hasBuffer = (completion.flags & IORING_CQE_F_BUFFER) != 0;
            _lackedBuffer |= completion.res == -ENOBUFS;
            connection.Received(completion.res, hasBuffer ? (ushort)(completion.flags >> IORING_CQE_BUFFER_SHIFT) : null, more);
        }

        Touch(connection);
    }

    private void Touch(IoUringConnection connection)
    {
        if (!connection.IsTouched)
        {
            connection.IsTouched = true;
            _touched.Enqueue(connection);
        }
    }

    /// <summary>Each connection goes on of which something has come, once for all of it, and so that what came in parts is sent in one.</summary>
    private void GoOn()
    {
        if (_lackedBuffer)
        {
            _lackedBuffer = false;
            _buffers.Add();
        }

        for (int left = _touched.Count; left > 0; left--)
        {
            IoUringConnection connection = _touched.Dequeue();
            if (!connection.GoOn())
            {
                // There are no more: until others have sent what is in theirs.
                Touch(connection);
            }
            else if (connection.IsClosed)
            {
                _connections[connection.Place] = null;
                _freePlaces.Push(connection.Place);
            }
        }
    }

    private void Accepted(int result, bool more)
    {
        if (result >= 0)
        {
            int place = _freePlaces.TryPop(out int free) ? free : _connections.Count;
            var connection = new IoUringConnection(place, new SafeFileHandle(result, ownsHandle: true), _ring, _buffers, _counters);
            if (place == _connections.Count)
            {
                _connections.Add(null);
            }

            _connections[place] = connection;
            _counters.CountAccepted();
            Touch(connection);
        }

        if (more)
        {
            return;
        }

        _isAccepting = false;
        if (result >= 0 || result == -ECONNABORTED)
        {
            Accept();
        }
        else if (result == -EINVAL)
        {
            // The listener was closed: the comparison is over.
            foreach (IoUringConnection connection in _connections.OfType<IoUringConnection>())
            {
                connection.Fail();
                Touch(connection);
            }
        }
    }

    private void Accept()
    {
        _isAccepting = true;
        ref io_uring_sqe request = ref _ring.Next(IORING_OP_ACCEPT, _listener, (ulong)IoUringRequest.Accept);
        request.ioprio = IORING_ACCEPT_MULTISHOT;
        request.op_flags = SOCK_CLOEXEC;
    }
}
