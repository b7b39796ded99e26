namespace Pollecho.Waiting;

/// <summary>
/// The sockets that were readable lately, tried again without asking which are ready: where most of them have bytes
/// again, as under load from many peers, asking costs more than the few receives that would block.
/// </summary>
internal sealed class BusySet
{
    /// <summary>This few sockets are tried again whatever they brought: a receive costs no more than asking.</summary>
    private const int AlwaysWorthTrying = 4;

    /// <summary>How many tries may pass before the system is asked again, so that other sockets get their turn.</summary>
    private const int TriesBetweenAsks = 64;

    /// <summary>How many turns may pass, at least: with many sockets a turn takes longer than the asking saves.</summary>
    private const int TurnsBetweenAsks = 3;

    /// <summary>
    /// For how many questions a socket counts as busy that was not readable again. Under steady load most are not readable
    /// at the moment of the question, and one left out waits until the next: with 4, the 99th percentile of 50 busy
    /// connections rose by half.
    /// </summary>
    private const int StaysFor = 16;

    private static readonly Func<Pollable, long, bool> StaysBusy = Stays;

    private readonly ReadyBuffer _sockets = new();
    private long _asks;
    private int _turnsLeft;

    /// <summary>The system was asked, and these were readable.</summary>
    public void Remember(ReadOnlySpan<Pollable> readable)
    {
        _asks++;
        foreach (Pollable pollable in readable)
        {
            if (pollable.BusyUntil == 0)
            {
                _sockets.Add(pollable);
            }

            pollable.BusyUntil = _asks + StaysFor;
        }

        _turnsLeft = readable.IsEmpty ? 0 : Math.Max(TurnsBetweenAsks, TriesBetweenAsks / readable.Length);
    }

    /// <summary>Whether to try the busy sockets again without asking.</summary>
    /// <param name="work">How many calls of the last turn did something.</param>
    /// <param name="readable">Those that are still being read.</param>
    public bool TryAgain(int work, out ReadOnlySpan<Pollable> readable)
    {
        readable = default;
        if (_turnsLeft == 0)
        {
            return false;
        }

        _turnsLeft--;
        _sockets.Keep(StaysBusy, _asks);
        readable = _sockets.Items;
        if (_sockets.Count > AlwaysWorthTrying && work * 2 < _sockets.Count)
        {
            _turnsLeft = 0;
        }

        return _turnsLeft > 0 && !readable.IsEmpty;
    }

    /// <summary>Forgets all, so that no closed connection is kept alive here.</summary>
    public void Clear()
    {
        foreach (Pollable pollable in _sockets.Items)
        {
            pollable.BusyUntil = 0;
        }

        _sockets.Clear();
        _turnsLeft = 0;
    }

    private static bool Stays(Pollable pollable, long asks)
    {
        bool stays = pollable.BusyUntil >= asks && (pollable.Interest & Interest.Read) != 0;
        pollable.BusyUntil = stays ? pollable.BusyUntil : 0;
        return stays;
    }
}
