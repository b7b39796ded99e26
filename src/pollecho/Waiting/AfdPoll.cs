using System.ComponentModel;
using System.Runtime.InteropServices;
using static Pollecho.Waiting.Native.Afd;

namespace Pollecho.Waiting;

/// <summary>
/// The poll request of one socket: at rest, or pending until it completes. What a pending request asks cannot be changed: to
/// ask more, it is cancelled and made again once that has completed; what it reports beyond what is wanted is ignored.
/// Belongs to the loop's thread.
/// </summary>
internal sealed unsafe class AfdPoll
{
    // A reset and a refused connect show in whichever call comes next.
    private const uint Failed = AFD_POLL_ABORT | AFD_POLL_CONNECT_FAIL;
    private const uint Readable = AFD_POLL_RECEIVE | AFD_POLL_DISCONNECT | AFD_POLL_ACCEPT | Failed;
    private const uint Writable = AFD_POLL_SEND | Failed;

    private readonly AfdPort _port;
    private readonly nint _socket;
    private readonly AfdBlock* _block;
    private bool _isPending;
    private bool _isCancelled;
    private uint _asked;

    /// <summary>Creates one at rest.</summary>
    /// <param name="port">Where the completions come.</param>
    /// <param name="pollable">The socket.</param>
    /// <param name="slot">What its completions bring.</param>
    /// <exception cref="Win32Exception">The handle is not that of a socket, or of one that the driver does not know.</exception>
    public AfdPoll(AfdPort port, Pollable pollable, int slot)
    {
        _port = port;
        _socket = BaseSocket(pollable.Socket.Handle);
        Pollable = pollable;
        _block = (AfdBlock*)NativeMemory.AllocZeroed((nuint)sizeof(AfdBlock));
        _block->Slot = slot;
    }

    /// <summary>The socket; null once it is not watched any more.</summary>
    public Pollable? Pollable { get; private set; }

    /// <summary>Whether it is on the strategy's list of those to bring up to date.</summary>
    public bool IsListed { get; set; }

    /// <summary>Asks what the socket is watched for, unless that is being asked; a pending request that asks less is cancelled.</summary>
    /// <returns>An NTSTATUS, less than 0 if the system does not take the request.</returns>
    public int BringUpToDate()
    {
        uint wanted = AFD_POLL_LOCAL_CLOSE
            | ((Pollable!.Interest & (Interest.Read | Interest.Accept)) != 0 ? Readable : 0)
            | ((Pollable.Interest & Interest.Write) != 0 ? Writable : 0);
        if (_isPending)
        {
            if ((wanted & ~_asked) != 0)
            {
                Cancel();
            }

            return 0;
        }

        _block->Info = new AFD_POLL_INFO { Timeout = long.MaxValue, NumberOfHandles = 1, Handle = _socket, Events = wanted };
        _asked = wanted;
        int status = _port.Ask(_block);
        _isPending = status >= 0;
        return status;
    }

    /// <summary>Notes that it has completed.</summary>
    /// <param name="isClosed">Whether the socket was closed, so that there is nothing to ask about any more.</param>
    /// <returns>What the socket is ready for and watched for.</returns>
    public Interest Complete(out bool isClosed)
    {
        _isPending = false;
        _isCancelled = false;
        uint events = (int)_block->Status.Status >= 0 && _block->Info.NumberOfHandles > 0 ? _block->Info.Events : 0;
        isClosed = (events & AFD_POLL_LOCAL_CLOSE) != 0;
        return Pollable is null || isClosed ? Interest.None
            : Pollable.Interest & (((events & Readable) != 0 ? Interest.Read | Interest.Accept : 0) | ((events & Writable) != 0 ? Interest.Write : 0));
    }

    /// <summary>Forgets the socket.</summary>
    /// <returns>Whether it is at rest, and can be freed now; else it completes soon, and can be freed then.</returns>
    public bool Abandon()
    {
        Pollable = null;
        if (_isPending)
        {
            Cancel();
        }

        return !_isPending;
    }

    /// <summary>Frees the block of one at rest.</summary>
    public void Free() => NativeMemory.Free(_block);

    private void Cancel()
    {
        if (!_isCancelled)
        {
            _isCancelled = true;
            _port.Cancel(_block);
        }
    }

    /// <summary>
    /// The system's own socket, which is the only one that the driver knows: the handle may be that of a layer above it (an LSP,
    /// as some filters install). Some layers block SIO_BASE_HANDLE, but pass one of the others on:
    /// https://github.com/tokio-rs/mio/issues/1314
    /// </summary>
    private static nint BaseSocket(nint socket)
    {
        ReadOnlySpan<uint> codes = [SIO_BASE_HANDLE, SIO_BSP_HANDLE_SELECT, SIO_BSP_HANDLE_POLL, SIO_BSP_HANDLE];
        foreach (uint code in codes)
        {
            nint below;
            uint returned;
            bool known = WSAIoctl(socket, code, null, 0, &below, (uint)sizeof(nint), &returned, null, 0) == 0;

            // A layer that does not know the others passes its own handle back.
            if (known && (code == SIO_BASE_HANDLE || below != socket))
            {
                return below;
            }
        }

        throw new Win32Exception();
    }
}
