namespace Pollecho.Client;

/// <summary>
/// In an open loop: which messages are due and could not be sent yet, by the place of their connection. A place's follow one
/// another in its share of the schedule, so that the first and their number are all there is to keep.
/// </summary>
/// <param name="places">How many connections there are.</param>
internal sealed class Backlog(int places)
{
    private readonly (long First, long Count)[] _places = new (long First, long Count)[places];

    /// <summary>How many there are in all.</summary>
    public long Count { get; private set; }

    /// <summary>How many a place has.</summary>
    public long CountOf(int place) => _places[place].Count;

    /// <summary>Whether a place has none.</summary>
    public bool IsEmpty(int place) => _places[place].Count == 0;

    /// <summary>Adds a place's next message.</summary>
    /// <param name="place">The place.</param>
    /// <param name="index">The message's number in the schedule.</param>
    public void Add(int place, long index)
    {
        (long first, long count) = _places[place];
        _places[place] = (count == 0 ? index : first, count + 1);
        Count++;
    }

    /// <summary>Takes a place's first message out; false if it has none.</summary>
    public bool TryTake(int place, out long index)
    {
        (index, long count) = _places[place];
        if (count == 0)
        {
            return false;
        }

        _places[place] = (index + _places.Length, count - 1);
        Count--;
        return true;
    }
}
