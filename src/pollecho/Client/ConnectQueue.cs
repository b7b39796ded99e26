using System.Diagnostics;
using Pollecho.Time;

namespace Pollecho.Client;

/// <summary>
/// Which connections of one thread to one server are to be opened, when, and how many at a time: each place once, and again a while after
/// its connection was lost. For the loop's thread.
/// </summary>
/// <param name="places">Their places.</param>
/// <param name="target">Where the connections go; while its name is looked up nothing is opened.</param>
internal sealed class ConnectQueue(IReadOnlyCollection<int> places, ServerTarget target)
{
    /// <summary>The most that are being opened at a time: fewer than a listener's usual backlog.</summary>
    public const int MostOpening = 128;

    private static readonly TimeSpan ReconnectDelay = TimeSpan.FromMilliseconds(100);

    /// <summary>How long one waits that found too many waiting on a unix socket; the system does not say when there is room.</summary>
    private static readonly TimeSpan PutOffDelay = TimeSpan.FromMilliseconds(10);

    private readonly Queue<Due> _toOpen = new(places.Select(place => new Due(place, 0)));
    private readonly Queue<int> _toOpenNow = new();
    private readonly Queue<Due> _putOff = new();
    private int _opening;
    private int _tried;
    private int _taken;

    /// <summary>Whether none is being opened, nor is to be.</summary>
    public bool IsEmpty => _opening == 0 && _toOpen.Count == 0 && _toOpenNow.Count == 0;

    /// <summary>Whether each place was tried once: its connection is open, or could not be opened.</summary>
    public bool AllTried => _tried == places.Count;

    /// <summary>Whether there is one to be opened now, and room for it.</summary>
    public bool CanTake(long now) => HasPutOffDue(now)
        || (_opening < MostOpening && (_toOpenNow.Count > 0 || (_toOpen.TryPeek(out Due? next) && next.At <= now)) && !target.IsLookingUp(now));

    /// <summary>Takes the next one, which is being opened until it is settled. To be called if <see cref="CanTake"/>.</summary>
    /// <returns>Its place, how many attempts there were before it, and since when it is being opened.</returns>
    public (int Place, int Attempt, long Since) Take(long now)
    {
        if (HasPutOffDue(now))
        {
            Due due = _putOff.Dequeue();
            return (due.Place, due.Attempt, due.Since);
        }

        _opening++;
        return (_toOpenNow.TryDequeue(out int next) ? next : _toOpen.Dequeue().Place, _taken++, now);
    }

    /// <summary>One that was taken could not be begun yet: it is taken again after a moment, and being opened meanwhile.</summary>
    public void PutOff((int Place, int Attempt, long Since) taken, long now) =>
        _putOff.Enqueue(new Due(taken.Place, Deadline.After(now, PutOffDelay), taken.Attempt, taken.Since));

    /// <summary>It is decided whether one is open.</summary>
    /// <param name="attempt">Its number, as <see cref="Take"/> gave it.</param>
    public void Settle(int attempt)
    {
        _opening--;
        _tried += attempt < places.Count ? 1 : 0;
    }

    /// <summary>A place is to have another connection at once.</summary>
    public void PutNext(int place) => _toOpenNow.Enqueue(place);

    /// <summary>A place has lost its connection, or could not get one: it is opened again after a short delay, where the name points then.</summary>
    public void PutBack(int place)
    {
        target.LookUp();
        _toOpen.Enqueue(new Due(place, Deadline.After(Stopwatch.GetTimestamp(), ReconnectDelay)));
    }

    private bool HasPutOffDue(long now) => _putOff.TryPeek(out Due? next) && next.At <= now;

    /// <summary>A place, and when it may be opened; of one that was put off, also what it was taken with.</summary>
    private sealed record Due(int Place, long At, int Attempt = 0, long Since = 0);
}
