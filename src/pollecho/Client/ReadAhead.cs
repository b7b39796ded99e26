using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Pollecho.Waiting;

namespace Pollecho.Client;

/// <summary>
/// The connections that are ready, in order. While one is served, the memory of the next two is asked for: of a thousand
/// none is left in the processor's nearest caches after a turn, and each message would wait for the main memory several
/// times over. Only on x86-64: .NET has no such instruction for Arm.
/// </summary>
/// <param name="ready">The connections.</param>
internal ref struct ReadAhead(ReadOnlySpan<Pollable> ready)
{
    /// <summary>What a processor fetches at once, in bytes.</summary>
    private const int Line = 64;

    private readonly ReadOnlySpan<Pollable> _ready = ready;
    private int _index = -1;

    /// <summary>The connection to serve now.</summary>
    public readonly ClientConnection Current => (ClientConnection)_ready[_index];

    /// <summary>Goes to the next connection, if there is one.</summary>
    public bool MoveNext()
    {
        if (++_index + 2 < _ready.Length)
        {
            Fetch(_ready[_index + 2], ClientConnection.FetchedBytes);
        }

        // It was asked for a connection ago, and so shows where its parts are.
        if (_index + 1 < _ready.Length)
        {
            ((ClientConnection)_ready[_index + 1]).FetchParts();
        }

        return _index < _ready.Length;
    }

    /// <summary>For foreach.</summary>
    public readonly ReadAhead GetEnumerator() => this;

    /// <summary>Asks the processor to fetch an object from memory, and does not wait for it.</summary>
    /// <param name="item">The object. It may move meanwhile: then the wrong memory is fetched, which harms nothing.</param>
    /// <param name="bytes">How many of its bytes are used.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Fetch(object item, int bytes)
    {
        if (Sse.IsSupported)
        {
            byte* address = (byte*)Unsafe.As<object, nint>(ref item);
            for (int offset = 0; offset < bytes; offset += Line)
            {
                Sse.Prefetch0(address + offset);
            }
        }
    }
}
