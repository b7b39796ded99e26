using System.Runtime.InteropServices;

namespace Pollecho.Compare.Models.Native;

/// <summary>
/// The calls, structures and constants of io_uring(7), under their C names (linux/include/uapi/linux/io_uring.h). The C
/// library has no functions for them. The numbers of the calls are the same on every architecture.
/// </summary>
internal static unsafe partial class IoUring
{
    public const int EPERM = 1;
    public const int EINTR = 4;
    public const int EAGAIN = 11;
    public const int ENOMEM = 12;
    public const int EBUSY = 16;
    public const int EINVAL = 22;
    public const int ENOSYS = 38;
    public const int ECONNABORTED = 103;
    public const int ENOBUFS = 105;
    public const int ECANCELED = 125;

    public const uint IORING_SETUP_CQSIZE = 1 << 3;
    public const uint IORING_SETUP_CLAMP = 1 << 4;
    public const uint IORING_SETUP_SUBMIT_ALL = 1 << 7;
    public const uint IORING_SETUP_SINGLE_ISSUER = 1 << 12;
    public const uint IORING_SETUP_DEFER_TASKRUN = 1 << 13;

    public const long IORING_OFF_SQ_RING = 0;
    public const long IORING_OFF_SQES = 0x10000000;

    public const uint IORING_ENTER_GETEVENTS = 1 << 0;
    public const uint IORING_REGISTER_PBUF_RING = 22;

    public const byte IORING_OP_SENDMSG = 9;
    public const byte IORING_OP_ACCEPT = 13;
    public const byte IORING_OP_ASYNC_CANCEL = 14;
    public const byte IORING_OP_SEND = 26;
    public const byte IORING_OP_RECV = 27;

    public const byte IOSQE_BUFFER_SELECT = 1 << 5;
    public const ushort IORING_ACCEPT_MULTISHOT = 1 << 0;
    public const ushort IORING_RECV_MULTISHOT = 1 << 1;
    public const uint IORING_ASYNC_CANCEL_ALL = 1 << 0;
    public const uint IORING_ASYNC_CANCEL_FD = 1 << 1;

    public const uint IORING_CQE_F_BUFFER = 1 << 0;
    public const uint IORING_CQE_F_MORE = 1 << 1;
    public const int IORING_CQE_BUFFER_SHIFT = 16;

    public const int PROT_READ = 1;
    public const int PROT_WRITE = 2;
    public const int MAP_SHARED = 1;
    public const int MAP_POPULATE = 0x8000;

    public const uint SOCK_CLOEXEC = 0x80000;
    public const uint MSG_WAITALL = 0x100;
    public const uint MSG_NOSIGNAL = 0x4000;

    private const long NumberOfSetup = 425;
    private const long NumberOfEnter = 426;
    private const long NumberOfRegister = 427;

    /// <summary>io_uring_setup(2): a descriptor, or -1.</summary>
    public static int io_uring_setup(uint entries, io_uring_params* parameters) => (int)syscall(NumberOfSetup, (nint)entries, (nint)parameters, 0, 0, 0, 0);

    /// <summary>io_uring_enter(2): how many entries were submitted, or -1.</summary>
    public static int io_uring_enter(int fd, uint toSubmit, uint minComplete, uint flags) =>
        (int)syscall(NumberOfEnter, fd, (nint)toSubmit, (nint)minComplete, (nint)flags, 0, 0);

    /// <summary>io_uring_register(2): 0, or -1.</summary>
    public static int io_uring_register(int fd, uint opcode, void* argument, uint count) =>
        (int)syscall(NumberOfRegister, fd, (nint)opcode, (nint)argument, (nint)count, 0, 0);

    /// <summary>mmap(2): an address, or -1.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static partial nint mmap(nint address, nuint length, int protection, int flags, int fd, long offset);

    /// <summary>munmap(2): 0, or -1.</summary>
    [LibraryImport("libc")]
    public static partial int munmap(nint address, nuint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(long number, nint a, nint b, nint c, nint d, nint e, nint f);

    /// <summary>A request.</summary>
    internal struct io_uring_sqe
    {
        public byte opcode;
        public byte flags;
        public ushort ioprio;
        public int fd;
        public ulong off;
        public ulong addr;
        public uint len;
        public uint op_flags;
        public ulong user_data;
        public ushort buf_group;
        public ushort personality;
        public int file_index;
        public ulong addr3;
        public ulong pad;
    }

    /// <summary>struct msghdr: what a send of several pieces is given.</summary>
    internal struct MsgHdr
    {
        public void* msg_name;
        public uint msg_namelen;
        public IoVec* msg_iov;
        public nuint msg_iovlen;
        public void* msg_control;
        public nuint msg_controllen;
        public int msg_flags;
    }

    /// <summary>struct iovec: a piece.</summary>
    internal struct IoVec
    {
        public void* iov_base;
        public nuint iov_len;
    }

    /// <summary>What became of a request.</summary>
    internal struct io_uring_cqe
    {
        public ulong user_data;
        public int res;
        public uint flags;
    }

    internal struct io_uring_params
    {
        public uint sq_entries;
        public uint cq_entries;
        public uint flags;
        public uint sq_thread_cpu;
        public uint sq_thread_idle;
        public uint features;
        public uint wq_fd;
        public fixed uint resv[3];
        public io_sqring_offsets sq_off;
        public io_cqring_offsets cq_off;
    }

    internal struct io_sqring_offsets
    {
        public uint head;
        public uint tail;
        public uint ring_mask;
        public uint ring_entries;
        public uint flags;
        public uint dropped;
        public uint array;
        public uint resv1;
        public ulong resv2;
    }

    internal struct io_cqring_offsets
    {
        public uint head;
        public uint tail;
        public uint ring_mask;
        public uint ring_entries;
        public uint overflow;
        public uint cqes;
        public uint flags;
        public uint resv1;
        public ulong resv2;
    }

    /// <summary>A buffer that is offered; in the first of a ring, <c>resv</c> is the ring's tail.</summary>
    internal struct io_uring_buf
    {
        public ulong addr;
        public uint len;
        public ushort bid;
        public ushort resv;
    }

    internal struct io_uring_buf_reg
    {
        public ulong ring_addr;
        public uint ring_entries;
        public ushort bgid;
        public ushort flags;
        public fixed ulong resv[3];
    }
}
