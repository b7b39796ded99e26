using System.ComponentModel;
using System.Runtime.InteropServices;
using static Pollecho.Compare.Models.Native.IoUring;

namespace Pollecho.Compare.Models;

/// <summary>
/// Buffers that the system takes itself when something has come (io_uring_register(2), IORING_REGISTER_PBUF_RING), so that
/// a silent connection has none. There are more as they are needed, up to a limit. For the ring's thread only.
/// </summary>
internal sealed unsafe class ProvidedBuffers : IDisposable
{
    private const int Size = 64 * 1024;

    /// <summary>From one to the next: at a power of two all would begin in the same few lines of the processor's cache.</summary>
    private const int Stride = Size + (5 * 64);

    /// <summary>How many there may be, a power of two as the system wants.</summary>
    public const int Most = 2048;

    /// <summary>How many are added at once.</summary>
    public const int Step = 64;

    private readonly int _most;
    private readonly io_uring_buf* _offered;
    private readonly List<nint> _blocks = [];
    private ushort _tail;
    private int _free;

    /// <summary>Offers the first of them to the requests of a ring.</summary>
    /// <param name="ring">The ring.</param>
    /// <param name="most">How many there may be: a multiple of <see cref="Step"/> up to <see cref="Most"/>.</param>
    /// <exception cref="Win32Exception">The system refuses it.</exception>
    public ProvidedBuffers(CompletionRing ring, int most = Most)
    {
        _most = most;
        _offered = (io_uring_buf*)NativeMemory.AlignedAlloc((nuint)(Most * sizeof(io_uring_buf)), (nuint)Environment.SystemPageSize);
        NativeMemory.Clear(_offered, (nuint)(Most * sizeof(io_uring_buf)));
        io_uring_buf_reg registration = new() { ring_addr = (ulong)_offered, ring_entries = Most };
        try
        {
            ring.Register(IORING_REGISTER_PBUF_RING, &registration);
        }
        catch
        {
            NativeMemory.AlignedFree(_offered);
            throw;
        }

        Add();
    }

    /// <summary>Whether the system has any to take.</summary>
    public bool HasFree => _free > 0;

    /// <summary>Adds some, unless there are as many as there may be.</summary>
    public void Add()
    {
        int count = _blocks.Count * Step;
        if (count < _most)
        {
            _blocks.Add((nint)NativeMemory.Alloc(Step * Stride));
            for (int i = 0; i < Step; i++)
            {
                Return((ushort)(count + i));
            }
        }
    }

    /// <summary>The system has taken one: what it has put into it, which stays until the buffer is returned.</summary>
    public Span<byte> Take(ushort buffer, int length)
    {
        _free--;
        return new(Address(buffer), length);
    }

    /// <summary>Where one begins.</summary>
    public byte* Address(ushort buffer) => (byte*)_blocks[buffer / Step] + (buffer % Step * Stride);

    /// <summary>Gives one back.</summary>
    public void Return(ushort buffer)
    {
        // Not the whole entry: the last part of the first one is the tail.
        io_uring_buf* entry = _offered + (_tail & (Most - 1));
        entry->addr = (ulong)Address(buffer);
        entry->len = Size;
        entry->bid = buffer;
        Volatile.Write(ref _offered->resv, ++_tail);
        _free++;
    }

    /// <summary>Frees them; the ring must be gone.</summary>
    public void Dispose()
    {
        NativeMemory.AlignedFree(_offered);
        _blocks.ForEach(block => NativeMemory.Free((void*)block));
    }
}
