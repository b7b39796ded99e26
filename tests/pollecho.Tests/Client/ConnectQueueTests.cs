using System.Diagnostics;
using System.Net;
using Pollecho.Client;

namespace Pollecho.Tests.Client;

/// <summary>Which places are opened, how many at once, and when again.</summary>
public class ConnectQueueTests
{
    private static readonly long Now = Stopwatch.GetTimestamp();

    [Fact]
    public void So_many_are_opened_at_a_time_and_the_next_when_one_is_settled()
    {
        ConnectQueue queue = Queue(places: 200);
        Assert.Equal(Enumerable.Range(0, ConnectQueue.MostOpening).Select(n => (n, n)), TakeAll(queue));

        queue.Settle(attempt: 5);

        Assert.Equal([(128, 128)], TakeAll(queue));
    }

    [Fact]
    public void All_were_tried_when_the_first_attempt_at_each_place_is_settled()
    {
        ConnectQueue queue = Queue(places: 2);
        Assert.Equal(2, TakeAll(queue).Count);
        queue.Settle(attempt: 0);
        queue.PutBack(place: 0);
        Assert.Equal([(0, 2)], TakeAll(queue, Now + (10 * Stopwatch.Frequency)));
        queue.Settle(attempt: 2);
        Assert.False(queue.AllTried);
        Assert.False(queue.IsEmpty);

        queue.Settle(attempt: 1);

        Assert.True(queue.AllTried);
        Assert.True(queue.IsEmpty);
    }

    [Fact]
    public void A_place_that_is_put_back_is_tried_again_after_a_while()
    {
        ConnectQueue queue = Queue(places: 1);
        Assert.Single(TakeAll(queue));
        queue.Settle(attempt: 0);

        long before = Stopwatch.GetTimestamp();
        queue.PutBack(place: 0);

        Assert.False(queue.CanTake(before));
        Assert.True(queue.CanTake(Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 10)));
    }

    [Fact]
    public void A_place_that_is_to_have_another_connection_at_once_waits_for_none_that_was_put_back()
    {
        ConnectQueue queue = Queue(places: 2);
        Assert.Equal(2, TakeAll(queue).Count);
        queue.Settle(attempt: 0);
        queue.Settle(attempt: 1);

        queue.PutBack(place: 0);
        queue.PutNext(place: 1);

        Assert.False(queue.IsEmpty);
        Assert.Equal([(1, 2)], TakeAll(queue, now: 0));
    }

    [Fact]
    public void One_that_is_put_off_is_taken_again_after_a_moment_as_the_same_attempt_and_counts_as_being_opened()
    {
        ConnectQueue queue = Queue(places: ConnectQueue.MostOpening + 1);
        (int Place, int Attempt, long Since) taken = queue.Take(Now);
        Assert.Equal(ConnectQueue.MostOpening - 1, TakeAll(queue).Count);

        queue.PutOff(taken, Now);

        Assert.False(queue.CanTake(Now));
        Assert.False(queue.IsEmpty);
        long later = Now + (Stopwatch.Frequency / 10);
        Assert.Equal(taken, queue.Take(later));
        Assert.False(queue.CanTake(later));

        queue.Settle(taken.Attempt);
        Assert.Equal([(ConnectQueue.MostOpening, ConnectQueue.MostOpening)], TakeAll(queue, later));
    }

    private static ConnectQueue Queue(int places) => new([.. Enumerable.Range(0, places)], new ServerTarget([new IPEndPoint(IPAddress.Loopback, 1)]));

    private static List<(int Place, int Attempt)> TakeAll(ConnectQueue queue, long? now = null)
    {
        var taken = new List<(int Place, int Attempt)>();
        while (queue.CanTake(now ?? Now))
        {
            (int place, int attempt, _) = queue.Take(now ?? Now);
            taken.Add((place, attempt));
        }

        return taken;
    }
}
