using Pollecho.Results;

namespace Pollecho.Client;

/// <summary>
/// What was found in a part of a run's time: counts, faults and distributions, used again and again, as a distribution is too large
/// to be made anew for each. A count may be negative: a reply that came late takes back that its message had timed out.
/// </summary>
internal sealed class RunPart : RunResult
{
    /// <summary>Adds what another one counted, <paramref name="times"/> times; -1 takes it away. Distributions are left alone.</summary>
    public void AddCounts(RunResult other, int times)
    {
        Reopened += times * other.Reopened;
        Sent += times * other.Sent;
        Answered += times * other.Answered;
        UnderWay += times * other.UnderWay;
        Replies += times * other.Replies;
        Skipped += times * other.Skipped;
        Unsent += times * other.Unsent;
        Faults.Add(other.Faults, times);
    }

    /// <summary>Forgets it all. Allocates nothing.</summary>
    public void Clear()
    {
        AddCounts(this, -1);
        ConnectTime.Clear();
        Service.Clear();
        KnownResponse?.Clear();
    }
}
