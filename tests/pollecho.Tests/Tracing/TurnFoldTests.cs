using System.Net.Sockets;
using Pollecho.Sockets;
using Pollecho.Tracing;
using Pollecho.Waiting;

namespace Pollecho.Tests.Tracing;

public class TurnFoldTests
{
    private static readonly IoResult WouldBlock = new(0, SocketError.WouldBlock);

    [Fact]
    public void A_million_empty_turns_take_no_memory()
    {
        ILoopTrace loop = new CallRecording().Loop;
        EmptyTurn(loop);

        Assert.Equal(0, Allocation.Of(() =>
        {
            for (int turn = 0; turn < 1_000_000; turn++)
            {
                EmptyTurn(loop);
            }
        }));
    }

    [Fact]
    public void Nothing_is_lost_or_counted_twice()
    {
        var recording = new CallRecording();
        recording.Start();
        for (int turn = 1; turn <= 1000; turn++)
        {
            if (turn % 10 == 0)
            {
                Receive(recording.Loop, 1, new IoResult(turn, SocketError.Success));
            }

            Receive(recording.Loop, 2, WouldBlock);
            recording.Loop.EndTurn();
        }

        recording.Loop.Ended();
        IReadOnlyList<TraceEntry> entries = recording.Entries;
        Assert.Equal(1000, entries.SelectMany(entry => entry.Folded).Sum(call => call.Count));
        Assert.Equal(900, entries.Sum(entry => entry.Turns));
        Assert.Equal(Enumerable.Range(1, 100).Select(number => number * 10), entries.Where(entry => entry.Call is not null).Select(entry => entry.Call!.Value.Bytes));
        Assert.All(entries, entry => Assert.True(entry.Begin <= entry.End));
    }

    [Fact]
    public void A_start_forgets_what_was_before_and_keeps_the_call_under_way()
    {
        var recording = new CallRecording();
        EmptyTurn(recording.Loop);
        Receive(recording.Loop, 1, new IoResult(1, SocketError.Success));
        recording.Loop.EndTurn();
        recording.Loop.Begin(CallKind.Wait);
        recording.Start();
        recording.Loop.Waited(new Ready(true, default, default) { Call = "epoll_wait", Asked = true });
        recording.Loop.EndTurn();

        TraceEntry entry = Assert.Single(recording.Entries);
        Assert.Equal("epoll_wait", entry.Call?.Name);
        Assert.True(entry.Begin <= recording.StartedAt && recording.StartedAt <= entry.End);
    }

    [Fact]
    public void A_recording_that_never_ends_is_bounded()
    {
        var recording = new CallRecording();
        recording.Start();
        for (int i = 0; i < 10_000; i++)
        {
            Receive(recording.Loop, 1, new IoResult(1, SocketError.Success));
        }

        Assert.Equal(4096, recording.Entries.Count);
    }

    [Fact]
    public void While_it_waits_and_spins_others_can_see_that()
    {
        var fold = (TurnFold)new CallRecording().Loop;
        Assert.Null(fold.WaitingSince);
        fold.Begin(CallKind.Wait);
        Assert.NotNull(fold.WaitingSince);
        fold.Waited(default);
        Assert.Null(fold.WaitingSince);

        EmptyTurn(fold);
        EmptyTurn(fold);
        Assert.Equal(2, fold.EmptyTurnsSoFar);
        Receive(fold, 1, new IoResult(1, SocketError.Success));
        Assert.Equal(0, fold.EmptyTurnsSoFar);
    }

    [Fact]
    public void An_entry_survives_the_way_to_the_parent()
    {
        var call = new TracedCall(CallKind.Receive, "recvfrom", 3, 100, 250) { PendingAt = 120, Bytes = 5, Error = SocketError.ConnectionReset, Listener = true, Readable = 7, Writable = 8 };
        var entry = new TraceEntry(100, 250) { Call = call };
        Assert.Equal(entry.Call, TraceEntry.Parse(entry.Line)!.Call);

        var folded = new TraceEntry(100, 250)
        {
            Turns = 9,
            Folded = [new(CallKind.OtherWork, "", 0) { Begin = 100, Count = 9, Ticks = 3 }, new(CallKind.Receive, "recvfrom", FoldedCall.Several) { Begin = 100, Count = 2, Ticks = 4 }],
        };
        Assert.Equal(folded.Folded, TraceEntry.Parse(folded.Line)!.Folded);
        Assert.Equal(9, TraceEntry.Parse(folded.Line)!.Turns);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1 2")]
    [InlineData("1 2 3 0 4")]
    [InlineData("1 2 0 1 0 recvfrom 1 0 5 0 0 0 0 0 6 7")]
    [InlineData("a b c d")]
    [InlineData("99999999999999999999 2 0 0")]
    public void A_malformed_entry_is_none(string line) => Assert.Null(TraceEntry.Parse(line));

    private static void EmptyTurn(ILoopTrace loop)
    {
        Receive(loop, 1, WouldBlock);
        loop.EndTurn();
    }

    private static void Receive(ILoopTrace loop, int connection, IoResult result)
    {
        loop.Begin(CallKind.Receive);
        loop.Called(CallKind.Receive, connection, result, default);
    }
}
