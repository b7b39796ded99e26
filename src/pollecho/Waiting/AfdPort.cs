using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using static Pollecho.Waiting.Native.Afd;

namespace Pollecho.Waiting;

/// <summary>
/// The device that answers poll requests, and the completion port that the answers come to. All members but
/// <see cref="Wake"/> belong to the loop's thread.
/// </summary>
internal sealed unsafe class AfdPort : IDisposable
{
    /// <summary>The driver takes any name below its own.</summary>
    private const string DeviceName = @"\Device\Afd\pollecho";

    private readonly SafeFileHandle _port;
    private readonly SafeFileHandle _device;
    private readonly Lock _wakeLock = new();
    private bool _woken;
    private bool _disposed;

    /// <summary>Opens both.</summary>
    /// <exception cref="Win32Exception">The system does not let the device be opened, or has no handle left.</exception>
    public AfdPort()
    {
        _port = new SafeFileHandle(CreateIoCompletionPort(INVALID_HANDLE_VALUE, 0, 0, 0), ownsHandle: true);
        if (_port.IsInvalid)
        {
            throw new Win32Exception();
        }

        try
        {
            _device = OpenDevice();
        }
        catch (Win32Exception)
        {
            _port.Dispose();
            throw;
        }

        if (CreateIoCompletionPort(_device.DangerousGetHandle(), _port.DangerousGetHandle(), 0, 0) == 0
            || SetFileCompletionNotificationModes(_device, FILE_SKIP_SET_EVENT_ON_HANDLE) == 0)
        {
            int error = Marshal.GetLastPInvokeError();
            _device.Dispose();
            _port.Dispose();
            throw new Win32Exception(error);
        }
    }

    /// <summary>Whether this system lets it be opened; tried once.</summary>
    public static bool IsAvailable { get; } = TryOpen();

    /// <summary>Asks about a socket.</summary>
    /// <returns>An NTSTATUS. If it is 0 or more, a completion comes, at once or later, and the block must live until then.</returns>
    public int Ask(AfdBlock* block) => NtDeviceIoControlFile(
        _device, 0, 0, block, &block->Status, IOCTL_AFD_POLL,
        &block->Info, (uint)sizeof(AFD_POLL_INFO), &block->Info, (uint)sizeof(AFD_POLL_INFO));

    /// <summary>Makes a request complete now. One that is complete already is no error: its completion is on its way.</summary>
    public void Cancel(AfdBlock* block)
    {
        IO_STATUS_BLOCK unused;
        _ = NtCancelIoFileEx(_device, &block->Status, &unused);
    }

    /// <summary>Waits for a completion, and takes all that are there and for which there is room.</summary>
    /// <param name="entries">Where they go: each has the address of its block, or null if it is a wake.</param>
    /// <param name="milliseconds">How long to wait for the first, in the system's clock ticks of up to 15.6 ms; -1 for no limit.</param>
    /// <returns>How many came; 0 if none did in time.</returns>
    /// <exception cref="Win32Exception">The system cannot wait.</exception>
    public int Take(Span<OVERLAPPED_ENTRY> entries, int milliseconds)
    {
        uint count;
        fixed (OVERLAPPED_ENTRY* first = entries)
        {
            if (GetQueuedCompletionStatusEx(_port, first, (uint)entries.Length, &count, (uint)milliseconds, 0) != 0)
            {
                return (int)count;
            }
        }

        int error = Marshal.GetLastPInvokeError();
        return error == WAIT_TIMEOUT ? 0 : throw new Win32Exception(error);
    }

    /// <summary>Posts a completion without a block, unless one is on its way. From any thread, also after <see cref="Dispose"/>.</summary>
    public void Wake()
    {
        lock (_wakeLock)
        {
            if (!_disposed && !_woken)
            {
                // If there is no memory for it, the next one is to try again.
                _woken = PostQueuedCompletionStatus(_port, 0, 0, null) != 0;
            }
        }
    }

    /// <summary>The wake was taken: the next one posts another.</summary>
    public void EndWake()
    {
        lock (_wakeLock)
        {
            _woken = false;
        }
    }

    public void Dispose()
    {
        lock (_wakeLock)
        {
            _disposed = true;
            _device.Dispose();
            _port.Dispose();
        }
    }

    private static bool TryOpen()
    {
        if (!OperatingSystem.IsWindows())
        {
            return false;
        }

        try
        {
            using var port = new AfdPort();
            return true;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static SafeFileHandle OpenDevice()
    {
        fixed (char* characters = DeviceName)
        {
            ushort length = (ushort)(DeviceName.Length * sizeof(char));
            var name = new UNICODE_STRING { Length = length, MaximumLength = length, Buffer = characters };
            var attributes = new OBJECT_ATTRIBUTES { Length = (uint)sizeof(OBJECT_ATTRIBUTES), ObjectName = &name };
            IO_STATUS_BLOCK result;
            nint device;
            int status = NtCreateFile(
                &device, SYNCHRONIZE, &attributes, &result, null, 0, FILE_SHARE_READ | FILE_SHARE_WRITE, FILE_OPEN, 0, null, 0);
            if (status < 0)
            {
                throw new Win32Exception(RtlNtStatusToDosError(status));
            }

            return new SafeFileHandle(device, ownsHandle: true);
        }
    }
}
