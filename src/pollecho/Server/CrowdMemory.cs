namespace Pollecho.Server;

/// <summary>
/// Frees the memory of a crowd of connections when most of them have gone. The collector would not do so by itself: a loop
/// that allocates nothing never makes it run.
/// </summary>
/// <param name="loops">How many loops share the crowd.</param>
internal sealed class CrowdMemory(int loops)
{
    /// <summary>This many connections, over all loops, leave garbage worth collecting.</summary>
    private const int Crowd = 1024;

    private int _most;

    /// <summary>Whether a crowd has gone, and its memory is still here.</summary>
    public bool HasGone { get; private set; }

    /// <summary>A connection was opened; <paramref name="open"/> are open now.</summary>
    public void Opened(int open) => _most = Math.Max(_most, open);

    /// <summary>A connection was closed; <paramref name="open"/> are open now.</summary>
    public void Closed(int open) => HasGone |= _most * loops >= Crowd && open < _most / 4;

    /// <summary>Collects the garbage, which takes some milliseconds; <paramref name="open"/> connections are open now.</summary>
    public void Forget(int open)
    {
        HasGone = false;
        _most = open;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}
