using System.Runtime.InteropServices;

namespace Pollecho.Waiting.Native;

/// <summary>
/// The poll request of AFD, the driver behind Windows' sockets, and the completion port that its answers come to, under
/// their C names. AFD's part is documented nowhere, and has been the same since Windows Vista: mio, libuv and wepoll rest on it.
/// </summary>
internal static unsafe partial class Afd
{
    public const uint AFD_POLL_RECEIVE = 0x001;
    public const uint AFD_POLL_SEND = 0x004;
    public const uint AFD_POLL_DISCONNECT = 0x008;
    public const uint AFD_POLL_ABORT = 0x010;
    public const uint AFD_POLL_LOCAL_CLOSE = 0x020;
    public const uint AFD_POLL_ACCEPT = 0x080;
    public const uint AFD_POLL_CONNECT_FAIL = 0x100;

    public const uint IOCTL_AFD_POLL = 0x12024;

    public const uint SIO_BASE_HANDLE = 0x48000022;
    public const uint SIO_BSP_HANDLE = 0x4800001B;
    public const uint SIO_BSP_HANDLE_SELECT = 0x4800001C;
    public const uint SIO_BSP_HANDLE_POLL = 0x4800001D;

    public const int STATUS_INVALID_HANDLE = unchecked((int)0xC0000008);

    public const uint SYNCHRONIZE = 0x100000;
    public const uint FILE_SHARE_READ = 1;
    public const uint FILE_SHARE_WRITE = 2;
    public const uint FILE_OPEN = 1;
    public const byte FILE_SKIP_SET_EVENT_ON_HANDLE = 2;
    public const nint INVALID_HANDLE_VALUE = -1;
    public const int WAIT_TIMEOUT = 258;

    /// <summary>NtCreateFile: opens a device; an NTSTATUS, less than 0 if it failed.</summary>
    [LibraryImport("ntdll")]
    public static partial int NtCreateFile(
        nint* fileHandle, uint desiredAccess, OBJECT_ATTRIBUTES* objectAttributes, IO_STATUS_BLOCK* ioStatusBlock, long* allocationSize,
        uint fileAttributes, uint shareAccess, uint createDisposition, uint createOptions, void* eaBuffer, uint eaLength);

    /// <summary>NtDeviceIoControlFile: an NTSTATUS. If that is 0 or more, a completion with the context will come to the port.</summary>
    [LibraryImport("ntdll")]
    public static partial int NtDeviceIoControlFile(
        SafeHandle fileHandle, nint eventHandle, nint apcRoutine, void* apcContext, IO_STATUS_BLOCK* ioStatusBlock,
        uint ioControlCode, void* inputBuffer, uint inputBufferLength, void* outputBuffer, uint outputBufferLength);

    /// <summary>NtCancelIoFileEx: an NTSTATUS, an error if the request is complete already. Its completion comes either way.</summary>
    [LibraryImport("ntdll")]
    public static partial int NtCancelIoFileEx(SafeHandle fileHandle, IO_STATUS_BLOCK* ioRequestToCancel, IO_STATUS_BLOCK* ioStatusBlock);

    /// <summary>RtlNtStatusToDosError: the error code of Windows that an NTSTATUS comes to.</summary>
    [LibraryImport("ntdll")]
    public static partial int RtlNtStatusToDosError(int status);

    /// <summary>CreateIoCompletionPort: a new port, or the given one with a file tied to it; 0 if it failed.</summary>
    [LibraryImport("kernel32", SetLastError = true)]
    public static partial nint CreateIoCompletionPort(nint fileHandle, nint existingCompletionPort, nuint completionKey, uint numberOfConcurrentThreads);

    /// <summary>SetFileCompletionNotificationModes: 0 if it failed.</summary>
    [LibraryImport("kernel32", SetLastError = true)]
    public static partial int SetFileCompletionNotificationModes(SafeHandle fileHandle, byte flags);

    /// <summary>GetQueuedCompletionStatusEx: 0 if it failed, or nothing came in that many milliseconds.</summary>
    [LibraryImport("kernel32", SetLastError = true)]
    public static partial int GetQueuedCompletionStatusEx(
        SafeHandle completionPort, OVERLAPPED_ENTRY* entries, uint count, uint* removed, uint milliseconds, int alertable);

    /// <summary>PostQueuedCompletionStatus: 0 if it failed.</summary>
    [LibraryImport("kernel32", SetLastError = true)]
    public static partial int PostQueuedCompletionStatus(SafeHandle completionPort, uint bytes, nuint completionKey, void* overlapped);

    /// <summary>WSAIoctl: 0, or an error.</summary>
    [LibraryImport("ws2_32", SetLastError = true)]
    public static partial int WSAIoctl(
        nint socket, uint ioControlCode, void* input, uint inputLength, void* output, uint outputLength, uint* returned, void* overlapped, nint completionRoutine);

    internal struct UNICODE_STRING
    {
        public ushort Length;
        public ushort MaximumLength;
        public char* Buffer;
    }

    internal struct OBJECT_ATTRIBUTES
    {
        public uint Length;
        public nint RootDirectory;
        public UNICODE_STRING* ObjectName;
        public uint Attributes;
        public void* SecurityDescriptor;
        public void* SecurityQualityOfService;
    }

    internal struct IO_STATUS_BLOCK
    {
        public nint Status;
        public nuint Information;
    }

    /// <summary>What is asked about one socket, and what the answer is.</summary>
    internal struct AFD_POLL_INFO
    {
        public long Timeout;
        public uint NumberOfHandles;
        public uint Exclusive;
        public nint Handle;
        public uint Events;
        public int Status;
    }

    internal struct OVERLAPPED_ENTRY
    {
        public nuint CompletionKey;
        public void* Overlapped;
        public nuint Internal;
        public uint NumberOfBytesTransferred;
    }
}
