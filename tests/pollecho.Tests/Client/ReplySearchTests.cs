using Pollecho.Client;

namespace Pollecho.Tests.Client;

/// <summary>That a search through replies that are all wrong takes no more than its share of time for each.</summary>
public class ReplySearchTests
{
    private const int Size = 64;
    private const int Connection = 7;

    [Fact]
    public void Each_of_many_wrong_replies_is_looked_at_a_few_times_only()
    {
        const int Messages = 1_000;
        var payload = new CountingPayload(new UniquePayload(Size, Expect.Upper));
        var tally = new RunTally(new MeasuredWindow(), openLoop: false);
        var inFlight = new InFlight(Messages);
        inFlight.Add(Messages, sentAt: 0, dueAt: 0);
        var verifier = new ReplyVerifier(payload, Connection, inFlight, tally, new byte[64 * 1024], observer: null);
        byte[] lowerCase = new byte[Messages * Size];
        payload.FillMessages(Connection, 0, lowerCase);

        verifier.Receive(lowerCase, now: 1);

        Assert.Equal(Messages, tally.Faults.Altered);
        Assert.Equal(Messages, tally.Faults.Total);
        Assert.InRange(payload.Identified, Messages, 3 * Messages);
    }

    /// <summary>Counts how often it is asked which message a reply answers.</summary>
    private sealed class CountingPayload(UniquePayload payload) : Payload(payload.Size, payload.Expect)
    {
        public int Identified { get; private set; }

        public override bool IsIdentified => payload.IsIdentified;

        public override int IdentityLength => payload.IdentityLength;

        public override void FillMessages(int connection, long position, Span<byte> destination) =>
            payload.FillMessages(connection, position, destination);

        public override void FillReplies(int connection, long position, Span<byte> destination) =>
            payload.FillReplies(connection, position, destination);

        public override bool TryIdentify(ReadOnlySpan<byte> reply, int connection, out long sequence)
        {
            Identified++;
            return payload.TryIdentify(reply, connection, out sequence);
        }
    }
}
