using Pollecho.Client;

namespace Pollecho.Tests.Client;

/// <summary>That no message is forgotten, and none counted with a time longer than it was due.</summary>
public class MissedMessagesTests
{
    private const long Day = 86_400_000_000_000;

    [Theory]
    [InlineData(1)]
    [InlineData(1_000_000)]
    [InlineData(Day)]
    public void Each_message_is_kept_to_a_small_part_of_the_time_since_the_first(long until)
    {
        var missed = new MissedMessages();
        long[] due = [.. Enumerable.Range(0, 1_000).Select(i => 77 + (long)(until * (i / 999.0)))];
        Array.ForEach(due, at => missed.Add(at));

        long[] kept = [.. Kept(missed)];
        Assert.Equal(due.Length, kept.Length);
        Assert.All(due.Zip(kept), pair => Assert.InRange(pair.Second - pair.First, 0, until / 4_000));
    }

    [Fact]
    public void One_that_was_due_before_the_first_is_taken_for_no_older()
    {
        var missed = new MissedMessages();
        missed.Add(100);
        missed.Add(50);

        Assert.Equal([100, 100], Kept(missed));
    }

    [Fact]
    public void Any_number_takes_no_more_time_than_a_few()
    {
        var missed = new MissedMessages();
        missed.AddEvenly(0, Day, 1_000_000_000_000);

        long count = 0, early = 0;
        missed.ForEach((due, messages) => (count, early) = (count + messages, early + (due < Day / 2 ? messages : 0)));
        Assert.Equal(1_000_000_000_000, count);
        Assert.InRange(early, 499_000_000_000, 501_000_000_000);
    }

    private static List<long> Kept(MissedMessages missed)
    {
        var kept = new List<long>();
        missed.ForEach((due, messages) => kept.AddRange(Enumerable.Repeat(due, (int)messages)));
        return kept;
    }
}
