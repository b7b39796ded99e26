namespace Pollecho.Tracing;

/// <summary>A few kinds of calls that found nothing, each counted, in the order in which they came first. Allocates nothing.</summary>
internal sealed class FoldedCalls
{
    // One for each kind and name is enough: adaptive has two names, the readiness call's and none.
    private readonly FoldedCall[] _calls = new FoldedCall[8];

    /// <summary>How many kinds.</summary>
    public int Count { get; private set; }

    /// <summary>The calls; valid until the next change.</summary>
    public ReadOnlySpan<FoldedCall> All => _calls.AsSpan(0, Count);

    /// <summary>Adds calls to those of their kind.</summary>
    public void Add(FoldedCall more)
    {
        for (int i = 0; i < Count; i++)
        {
            ref FoldedCall call = ref _calls[i];
            if (call.Kind == more.Kind && call.Name == more.Name)
            {
                call.Connection = call.Connection == more.Connection ? call.Connection : FoldedCall.Several;
                call.Count += more.Count;
                call.Ticks += more.Ticks;
                call.Stopped += more.Stopped;
                return;
            }
        }

        _calls[Count++] = more;
    }

    /// <summary>Adds all of another.</summary>
    public void Add(FoldedCalls more)
    {
        foreach (FoldedCall call in more.All)
        {
            Add(call);
        }
    }

    /// <summary>Empties it.</summary>
    public void Clear() => Count = 0;
}
