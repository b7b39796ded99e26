using System.Diagnostics;
using Pollecho.Time;

namespace Pollecho.Client;

/// <summary>
/// Which connections of one thread are to be opened, when, and how many at a time: each place once, and again a while after
/// its connection was lost. For the loop's thread.
/// </summary>
/// <param name="places">How many places there are.</param>
/// <param name="target">Where the connections go; while its name is looked up nothing is opened.</param>
internal sealed class ConnectQueue(int places, ServerTarget target)
{
    /// <summary>The most that are being opened at a time: fewer than a listener's usual backlog.</summary>
    public const int MostOpening = 128;

    private static readonly TimeSpan ReconnectDelay = TimeSpan.FromMilliseconds(100);

    private readonly Queue<(int Place, long At)> _toOpen = new(Enumerable.Range(0, places).Select(place => (place, 0L)));
    private readonly Queue<int> _toOpenNow = new();
    private int _opening;
    private int _tried;
    private int _taken;

    /// <summary>Whether none is being opened, nor is to be.</summary>
    public bool IsEmpty => _opening == 0 && _toOpen.Count == 0 && _toOpenNow.Count == 0;

    /// <summary>Whether each place was tried once: its connection is open, or could not be opened.</summary>
    public bool AllTried => _tried == places;

    /// <summary>How many more may be begun now.</summary>
    public int Room => MostOpening - _opening;

    /// <summary>Whether there is one to be opened now, and room for it.</summary>
    public bool CanTake(long now) => Room > 0
        && (_toOpenNow.Count > 0 || (_toOpen.TryPeek(out (int Place, long At) next) && next.At <= now)) && !target.IsLookingUp(now);

    /// <summary>Takes the next one, which is being opened until it is settled. To be called if <see cref="CanTake"/>.</summary>
    /// <returns>Its place, and how many attempts there were before it.</returns>
    public (int Place, int Attempt) Take()
    {
        _opening++;
        return (_toOpenNow.TryDequeue(out int place) ? place : _toOpen.Dequeue().Place, _taken++);
    }

    /// <summary>It is decided whether one is open.</summary>
    /// <param name="attempt">Its number, as <see cref="Take"/> gave it.</param>
    public void Settle(int attempt)
    {
        _opening--;
        _tried += attempt < places ? 1 : 0;
    }

    /// <summary>A place is to have another connection at once.</summary>
    public void PutNext(int place) => _toOpenNow.Enqueue(place);

    /// <summary>A place has lost its connection, or could not get one: it is opened again after a short delay, where the name points then.</summary>
    public void PutBack(int place)
    {
        target.LookUp();
        _toOpen.Enqueue((place, Deadline.After(Stopwatch.GetTimestamp(), ReconnectDelay)));
    }
}
