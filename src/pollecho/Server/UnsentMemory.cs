using System.Runtime.InteropServices;

namespace Pollecho.Server;

/// <summary>
/// A loop's memory for what peers do not take, within a budget. Outside the collector's heap, so that it goes back to
/// the system as soon as it is free, and a limit on that heap is no limit here. Belongs to the loop's thread.
/// </summary>
/// <param name="budget">The most bytes in all.</param>
/// <param name="largest">The most bytes at once.</param>
/// <param name="counters">Count what is kept: a connection is on the write list as long as it has something here.</param>
internal sealed unsafe class UnsentMemory(long budget, int largest, ServerCounters counters)
{
    private long _used;

    /// <summary>Whether the next piece might exceed the budget, so that nothing may be read.</summary>
    public bool IsFull => _used > 0 && _used > budget - largest;

    /// <summary>Whether there is room again for many pieces.</summary>
    public bool HasRoom => _used == 0 || _used <= (budget - largest) / 4 * 3;

    /// <summary>Keeps a copy; null if the system has no memory for it.</summary>
    public byte* Keep(ReadOnlySpan<byte> bytes)
    {
        byte* memory;
        try
        {
            memory = (byte*)NativeMemory.Alloc((nuint)bytes.Length);
        }
        catch (OutOfMemoryException)
        {
            return null;
        }

        bytes.CopyTo(new Span<byte>(memory, bytes.Length));
        _used += bytes.Length;
        counters.WriteList++;
        return memory;
    }

    /// <summary>Frees a copy of that length.</summary>
    public void Release(byte* memory, int length)
    {
        NativeMemory.Free(memory);
        _used -= length;
        counters.WriteList--;
    }
}
