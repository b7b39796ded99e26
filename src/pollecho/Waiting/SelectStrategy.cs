using System.Net.Sockets;
using Pollecho.Time;

namespace Pollecho.Waiting;

/// <summary>
/// Asks the system which sockets are ready, and blocks until one is: <see cref="Socket.Select(System.Collections.IList, System.Collections.IList, System.Collections.IList, int)"/>,
/// which is poll(2) on Linux, select(2) on macOS and winsock's select on Windows. Free when idle; each call costs time in
/// proportion to all sockets watched, ready or not.
/// </summary>
/// <remarks>From 80 sockets on, .NET on Linux allocates 8 bytes a socket in each call.</remarks>
internal sealed class SelectStrategy : ListStrategy
{
    /// <summary>.NET refuses lists of more than 65,536 sockets, the listener and the wake-up socket among them.</summary>
    public const int MostSockets = 65_536 - 2;

    private static readonly string CallName = OperatingSystem.IsLinux() ? "poll" : "select";

    private readonly WakeSocket _wake = new();

    // Select edits the lists that it is given, so it gets copies.
    private readonly List<Socket> _readCopy = [];
    private readonly List<Socket> _writeCopy = [];
    private readonly List<Socket> _errorCopy = [];

    /// <inheritdoc/>
    public override Ready Wait(int work, long deadline)
    {
        FillCopies();
        try
        {
            Socket.Select(_readCopy, _writeCopy, _errorCopy, Microseconds(deadline));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.Interrupted)
        {
            // A handled signal interrupts select(2), and .NET retries poll(2) but not select(2), which it uses on macOS:
            // https://github.com/dotnet/runtime/pull/104915. The loop will ask again.
            ClearCopies();
        }
        catch (ObjectDisposedException)
        {
            // One was closed before it was unwatched. The loop will ask again, about the others.
            UnwatchClosed();
            ClearCopies();
        }

        return Collect();
    }

    /// <inheritdoc/>
    public override void Wake() => _wake.Signal();

    /// <inheritdoc/>
    public override void Dispose() => _wake.Dispose();

    private void ClearCopies()
    {
        _readCopy.Clear();
        _writeCopy.Clear();
        _errorCopy.Clear();
    }

    private void UnwatchClosed()
    {
        if (Listener is not null)
        {
            UnwatchIfClosed(Listener);
        }

        Readable.CopyFrom(ReadList.Items);
        Writable.CopyFrom(WriteList.Items);
        foreach (Pollable pollable in Readable.Items)
        {
            UnwatchIfClosed(pollable);
        }

        foreach (Pollable pollable in Writable.Items)
        {
            UnwatchIfClosed(pollable);
        }
    }

    private void UnwatchIfClosed(Pollable pollable)
    {
        if (pollable.Socket.SafeHandle.IsClosed)
        {
            Unwatch(pollable);
        }
    }

    private void FillCopies()
    {
        ClearCopies();
        _readCopy.Add(_wake.Socket);
        if (Listener is not null)
        {
            _readCopy.Add(Listener.Socket);
        }

        foreach (Pollable pollable in ReadList.Items)
        {
            _readCopy.Add(pollable.Socket);
        }

        foreach (Pollable pollable in WriteList.Items)
        {
            _writeCopy.Add(pollable.Socket);
        }

        if (OperatingSystem.IsWindows())
        {
            // A refused connect is reported as an error only, never as writable:
            // https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-select
            _errorCopy.AddRange(_writeCopy);
        }
    }

    /// <summary>What is left on the copies is ready, in the order in which it was added.</summary>
    private Ready Collect()
    {
        Readable.Clear();
        Writable.Clear();
        bool accept = false;
        int next = 0;
        if (IsNext(_readCopy, ref next, _wake.Socket))
        {
            _wake.Drain();
            accept = true;
        }

        accept |= Listener is not null && IsNext(_readCopy, ref next, Listener.Socket);
        foreach (Pollable pollable in ReadList.Items)
        {
            if (IsNext(_readCopy, ref next, pollable.Socket))
            {
                Readable.Add(pollable);
            }
        }

        int nextWrite = 0;
        int nextError = 0;
        foreach (Pollable pollable in WriteList.Items)
        {
            bool writable = IsNext(_writeCopy, ref nextWrite, pollable.Socket);
            bool failed = IsNext(_errorCopy, ref nextError, pollable.Socket);
            if (writable || failed)
            {
                Writable.Add(pollable);
            }
        }

        return new Ready(accept, Readable.Items, Writable.Items) { Call = CallName, Asked = true };
    }

    private static bool IsNext(List<Socket> ready, ref int next, Socket socket)
    {
        if (next == ready.Count || ready[next] != socket)
        {
            return false;
        }

        next++;
        return true;
    }

    /// <summary>
    /// The time-out in microseconds, as Select takes it, but a multiple of 1,000: on Linux .NET divides by 1,000, which
    /// would turn anything less into a spin; -1 for without end. At most half an hour; the loop then asks again.
    /// </summary>
    private static int Microseconds(long deadline)
    {
        int milliseconds = Deadline.Timeout(deadline);
        return milliseconds < 0 ? milliseconds : Math.Min(milliseconds, 30 * 60 * 1000) * 1000;
    }
}
