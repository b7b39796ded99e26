using Pollecho.Results;

namespace Pollecho.Client;

/// <summary>
/// The messages of one connection that wait for their replies, in the order in which they were sent: a ring
/// that grows only if more are under way than usual, or the server leaves messages unanswered.
/// </summary>
internal sealed class InFlight(int capacity)
{
    /// <summary>The most that there is room for at first, however many may be under way: they seldom are.</summary>
    private const int MostAtFirst = 1024;

    private SentMessage[] _ring = new SentMessage[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(capacity, 1, MostAtFirst))];

    /// <summary>The number of the first that waits.</summary>
    public long First { get; private set; }

    /// <summary>The number that the next one sent will have.</summary>
    public long Next { get; private set; }

    /// <summary>Of those that wait, how many at the head have their time up.</summary>
    public int Overdue { get; private set; }

    /// <summary>How many wait with time left: these fill the pipeline.</summary>
    public int Outstanding => (int)(Next - First) - Overdue;

    /// <summary>The number of the first that has time left; <see cref="Next"/> if none has.</summary>
    public long FirstInTime => First + Overdue;

    /// <summary>When the first was sent that has time left, as Stopwatch counts; null if none has.</summary>
    public long? FirstSentAt => Outstanding > 0 ? this[FirstInTime].SentAt : null;

    /// <summary>Whether the time of the first that has any left is up.</summary>
    public bool IsFirstUp(long now, long timeoutTicks) => FirstSentAt + timeoutTicks <= now;

    /// <summary>One that waits.</summary>
    public SentMessage this[long sequence] => _ring[sequence & (_ring.Length - 1)];

    /// <summary>Adds messages sent at one time.</summary>
    public void Add(int count, long sentAt, long dueAt)
    {
        while (Next - First + count > _ring.Length)
        {
            Grow();
        }

        for (int i = 0; i < count; i++)
        {
            _ring[Next++ & (_ring.Length - 1)] = new SentMessage(sentAt, dueAt, MessageState.Waiting);
        }
    }

    /// <summary>Takes the first ones away.</summary>
    public void RemoveFirst(int count)
    {
        First += count;
        Overdue = Math.Max(0, Overdue - count);
    }

    /// <summary>The time of the first that has any left is up.</summary>
    public void Judge(MessageState state)
    {
        long sequence = First + Overdue++;
        _ring[sequence & (_ring.Length - 1)] = this[sequence] with { State = state };
    }

    private void Grow()
    {
        var larger = new SentMessage[_ring.Length * 2];
        for (long sequence = First; sequence < Next; sequence++)
        {
            larger[sequence & (larger.Length - 1)] = this[sequence];
        }

        _ring = larger;
    }
}
