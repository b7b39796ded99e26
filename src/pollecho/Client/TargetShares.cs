namespace Pollecho.Client;

/// <summary>What one thread has of all servers of a run. For the loop's thread.</summary>
internal sealed class TargetShares
{
    private readonly RunOptions _options;
    private readonly TargetShare[] _all;
    private readonly TargetShare[] _byPlace;

    /// <summary>The servers, with none of their connections begun.</summary>
    /// <param name="options">What the run is to do.</param>
    /// <param name="share">Which connections are the thread's.</param>
    /// <param name="tallies">Where those to each server are counted.</param>
    /// <param name="observers">Shown each reply of each server; none for nobody.</param>
    public TargetShares(RunOptions options, LoopShare share, IReadOnlyList<RunTally> tallies, IReadOnlyList<IReplyObserver> observers)
    {
        _options = options;
        IReadOnlyList<ServerTarget> targets = options.Targets.Count > 0 ? options.Targets : [new ServerTarget([options.EndPoint])];
        List<int>[] places = [.. targets.Select(_ => new List<int>())];
        int[] targetOf = new int[share.Connections];
        for (int place = 0; place < targetOf.Length; place++)
        {
            targetOf[place] = options.TargetOf((int)share.Connection(place));
            places[targetOf[place]].Add(place);
        }

        _all = [.. targets.Select((target, i) => new TargetShare(i, target, places[i], tallies[i], observers.Count > 0 ? observers[i] : null))];
        _byPlace = Array.ConvertAll(targetOf, target => _all[target]);
    }

    /// <summary>All of them.</summary>
    public ReadOnlySpan<TargetShare> All => _all;

    /// <summary>The one that the connections at a place go to.</summary>
    public TargetShare this[int place] => _byPlace[place];

    /// <summary>Whether each connection was opened or could not be, at the first try.</summary>
    public bool AllTried => Array.TrueForAll(_all, target => target.Queue.AllTried);

    /// <summary>Whether no connection is being opened, nor is to be.</summary>
    public bool AreQueuesEmpty => Array.TrueForAll(_all, target => target.Queue.IsEmpty);

    /// <summary>Whether one of several servers could not be reached at all, by any thread. To be asked when each of them has tried.</summary>
    public bool LackOne => !_options.Reconnect && _all.Length > 1 && !Array.TrueForAll(_all, target => target.Target.IsReached || _options.ConnectionsOf(target.Index) == 0);

    /// <summary>When the last right reply came, as Stopwatch counts; 0 before the first.</summary>
    public long LastReplyAt => _all.Max(target => target.Tally.LastReplyAt);

    /// <summary>Whether there is a connection to be opened now.</summary>
    public bool CanOpen(long now)
    {
        foreach (TargetShare target in _all)
        {
            if (target.Queue.CanTake(now))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Messages of a place were due while it had no connection.</summary>
    /// <param name="place">The place.</param>
    /// <param name="count">How many.</param>
    /// <param name="since">When the first of them was due, as Stopwatch counts.</param>
    public void CountMissed(int place, long count, long since)
    {
        TargetShare target = this[place];
        target.Tally.Unsent += count;
        target.Observer?.Unsent(count, since);
    }

    /// <summary>The run has ended: counts what was due and has no right reply, see <see cref="RunTally.EndResponse"/>.</summary>
    public void EndResponse(long now) => Array.ForEach(_all, target => target.Tally.EndResponse(now));

    /// <summary>Has it shown that a connection is open, and its sending begins.</summary>
    public void ShowConnected(ClientConnection connection) =>
        this[connection.Place].Observer?.Connected(connection.Id, connection.EndPoint, connection.ConnectTicks ?? 0);

    /// <summary>Has it shown that the loop has looked for messages whose time is up.</summary>
    public void ShowLooked() => Array.ForEach(_all, target => target.Observer?.Looked(target.Tally));
}
