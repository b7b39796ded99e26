namespace Pollecho.Client;

/// <summary>What one thread has of one server: which of its connections are to be opened there, and where they are counted and shown. For the loop's thread.</summary>
/// <param name="index">The server's number among those of the run, from 0.</param>
/// <param name="target">The server.</param>
/// <param name="places">The places of the thread's connections to it; perhaps none.</param>
/// <param name="tally">Where they are counted.</param>
/// <param name="observer">Shown each reply; null for none.</param>
internal sealed class TargetShare(int index, ServerTarget target, IReadOnlyCollection<int> places, RunTally tally, IReplyObserver? observer)
{
    /// <summary>The server's number among those of the run, from 0.</summary>
    public int Index => index;

    /// <summary>The server.</summary>
    public ServerTarget Target => target;

    /// <summary>Where the connections are counted.</summary>
    public RunTally Tally => tally;

    /// <summary>Shown each reply; null for none.</summary>
    public IReplyObserver? Observer => observer;

    /// <summary>Which of them are to be opened.</summary>
    public ConnectQueue Queue { get; } = new(places, target);
}
