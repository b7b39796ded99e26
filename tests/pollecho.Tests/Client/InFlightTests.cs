using Pollecho.Client;
using Pollecho.Results;

namespace Pollecho.Tests.Client;

public class InFlightTests
{
    [Fact]
    public void Each_message_keeps_its_times_in_whatever_order_the_ring_grows()
    {
        var inFlight = new InFlight(capacity: 2);
        inFlight.Add(2, sentAt: 10, dueAt: 5);
        inFlight.RemoveFirst(1);
        inFlight.Add(1, sentAt: 20, dueAt: 15);
        inFlight.Add(3, sentAt: 30, dueAt: 25);

        Assert.Equal((1, 6), (inFlight.First, inFlight.Next));
        Assert.Equal(
            [(10, 5), (20, 15), (30, 25), (30, 25), (30, 25)],
            Enumerable.Range(1, 5).Select(sequence => (inFlight[sequence].SentAt, inFlight[sequence].DueAt)));
        Assert.All(Enumerable.Range(1, 5), sequence => Assert.Equal(MessageState.Waiting, inFlight[sequence].State));
    }

    [Fact]
    public void The_first_that_has_time_left_is_known_by_its_send()
    {
        var inFlight = new InFlight(capacity: 100_000);
        Assert.Null(inFlight.FirstSentAt);
        for (int i = 1; i <= 3_000; i++)
        {
            inFlight.Add(1, sentAt: i, dueAt: i);
        }

        Assert.Equal(1, inFlight.FirstSentAt);
        inFlight.Judge(MessageState.TimedOut);
        Assert.Equal(2, inFlight.FirstSentAt);
        inFlight.RemoveFirst(2_999);
        Assert.Equal(3_000, inFlight.FirstSentAt);
        inFlight.Judge(MessageState.TimedOut);
        Assert.Null(inFlight.FirstSentAt);
    }

    [Fact]
    public void Those_overdue_fill_no_pipeline_until_they_are_removed()
    {
        var inFlight = new InFlight(capacity: 4);
        inFlight.Add(4, sentAt: 1, dueAt: 1);

        inFlight.Judge(MessageState.TimedOut);
        inFlight.Judge(MessageState.Short);

        Assert.Equal((2, 2), (inFlight.Overdue, inFlight.Outstanding));
        Assert.Equal(
            [MessageState.TimedOut, MessageState.Short, MessageState.Waiting, MessageState.Waiting],
            Enumerable.Range(0, 4).Select(sequence => inFlight[sequence].State));

        inFlight.RemoveFirst(1);
        Assert.Equal((1, 2), (inFlight.Overdue, inFlight.Outstanding));
        inFlight.RemoveFirst(2);
        Assert.Equal((0, 1), (inFlight.Overdue, inFlight.Outstanding));
    }
}
