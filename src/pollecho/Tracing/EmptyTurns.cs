namespace Pollecho.Tracing;

/// <summary>Turns in a row in which no call did anything, folded into one.</summary>
internal sealed class EmptyTurns
{
    private long _turns;

    /// <summary>How many. May be read from any thread.</summary>
    public long Turns => Volatile.Read(ref _turns);

    /// <summary>When the first call of the first began: a <see cref="System.Diagnostics.Stopwatch"/> time.</summary>
    public long Begin { get; private set; }

    /// <summary>When the last call of the last returned.</summary>
    public long End { get; private set; }

    /// <summary>Their calls.</summary>
    public FoldedCalls Calls { get; } = new();

    /// <summary>Adds a turn.</summary>
    /// <param name="calls">Its calls.</param>
    /// <param name="begin">When its first call began.</param>
    /// <param name="end">When its last call returned.</param>
    public void Add(FoldedCalls calls, long begin, long end)
    {
        Begin = _turns == 0 ? begin : Begin;
        End = end;
        Calls.Add(calls);
        Volatile.Write(ref _turns, _turns + 1);
    }

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        Calls.Clear();
        Volatile.Write(ref _turns, 0);
    }
}
