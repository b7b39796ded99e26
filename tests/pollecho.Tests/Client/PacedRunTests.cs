using System.Net;
using System.Net.Sockets;
using Pollecho.Client;
using Pollecho.Results;
using Pollecho.Waiting;

namespace Pollecho.Tests.Client;

/// <summary>Whole runs of a client that works like ping, and sends each message when it is due, whatever is under way.</summary>
public sealed class PacedRunTests
{
    private const int Size = ClientRuns.Size;

    [Fact]
    public void Messages_are_sent_while_none_is_answered_and_all_are_waited_for()
    {
        var record = new Record();
        RunResult result = Run(
            connection =>
            {
                byte[][] replies = [.. Enumerable.Range(0, 5).Select(_ => connection.Receive()!)];
                Array.ForEach(replies, reply => connection.Socket.Send(reply));
                connection.Receive();
            },
            options => options with { Count = 5 },
            record);

        Assert.Equal((5, 5, 0), (result.Sent, result.Answered, result.Faults.Total));
        Assert.Equal(["0 Right", "1 Right", "2 Right", "3 Right", "4 Right"], record.Lines);
    }

    [Fact]
    public void Each_message_has_a_deadline_of_its_own_and_its_late_reply_is_no_round_trip()
    {
        using var stop = new CancellationTokenSource();
        using var held = new ManualResetEventSlim();
        var record = new Record
        {
            OnLine = line =>
            {
                if (line == "9 timed out")
                {
                    held.Set();
                }
                else if (line.EndsWith("Right", StringComparison.Ordinal))
                {
                    stop.Cancel();
                }
            },
        };
        RunResult result = Run(
            connection =>
            {
                for (byte[]? reply; (reply = connection.Receive()) is not null;)
                {
                    held.Wait();
                    connection.Socket.Send(reply);
                }
            },
            options => options with { Timeout = TimeSpan.FromMilliseconds(100) },
            record,
            stop.Token);

        string[] timedOut = [.. record.Lines.Where(line => line.EndsWith("timed out", StringComparison.Ordinal))];
        string[] late = [.. record.Lines.Where(line => line.EndsWith("Late", StringComparison.Ordinal))];
        int right = record.Lines.FindIndex(line => line.EndsWith("Right", StringComparison.Ordinal));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{i} timed out"), record.Lines.Take(10));
        Assert.True(late.Length >= 10, string.Join('\n', record.Lines));
        Assert.Equal(late.Select(line => line.Replace("Late", "timed out", StringComparison.Ordinal)), timedOut.Take(late.Length));
        Assert.Equal(late.Length, result.Faults.Late);
        Assert.Equal(result.Answered, result.Service.Count);
        Assert.Equal(result.Sent, result.Answered + result.Faults.Messages + result.UnderWay);

        // The one outage begins with the first message and ends with the first reply that is in time.
        Outage outage = record.Outages[0];
        Assert.True(outage.IsOver);
        Assert.Equal(record.Lines.Take(right).Count(line => line.EndsWith("timed out", StringComparison.Ordinal)), outage.Messages);
    }

    [Fact]
    public void What_is_under_way_when_the_run_is_stopped_is_not_lost()
    {
        using var stop = new CancellationTokenSource();
        RunResult result = Run(
            connection =>
            {
                for (int i = 0; i < 7; i++)
                {
                    connection.Receive();
                }

                stop.Cancel();
                connection.Receive();
                while (connection.Receive() is not null)
                {
                }
            },
            options => options,
            new Record(),
            stop.Token);

        Assert.InRange(result.UnderWay, 7, long.MaxValue);
        Assert.Equal((result.UnderWay, 0), (result.Sent, result.Faults.Messages));
        Assert.True(double.IsNaN(result.LossPercent));
    }

    [Fact]
    public void What_is_under_way_when_the_connection_is_lost_is_lost_once()
    {
        int connections = 0;
        using var stop = new CancellationTokenSource();
        var record = new Record { OnLine = line => StopIf(line.EndsWith("Right", StringComparison.Ordinal)) };
        RunResult result = Run(
            connection =>
            {
                if (Interlocked.Increment(ref connections) == 1)
                {
                    Array.ForEach(new int[4], _ => connection.Receive());
                    return;
                }

                FaultyServer.Answering((_, reply) => reply)(connection);
            },
            options => options with { Reconnect = true },
            record,
            stop.Token);

        Assert.InRange(result.Faults.Lost, 4, long.MaxValue);
        Assert.Equal($"lost {result.Faults.Lost}", record.Lines[0]);
        Assert.Equal(result.Faults.Lost, result.Faults.Messages);
        Assert.Equal(result.Sent, result.Answered + result.Faults.Lost + result.UnderWay);
        Assert.Equal(result.Faults.Lost + result.Unsent, record.Outages[0].Messages);

        void StopIf(bool isOver)
        {
            if (isOver)
            {
                stop.Cancel();
            }
        }
    }

    private static RunResult Run(Action<FaultyServer.Connection> serve, Func<RunOptions, RunOptions> change, Record record, CancellationToken? stop = null)
    {
        using var server = new FaultyServer(Size, serve);
        RunOptions options = change(new RunOptions(server.EndPoint, new UniquePayload(Size, Expect.Upper), WaitStrategies.Default)
        {
            Interval = TimeSpan.FromMilliseconds(10),
            IsPaced = true,
            Pipeline = 1_000,
            Timeout = TimeSpan.FromSeconds(30),
        });
        using var run = new ClientRun(options, new PingWatch(record, _ => { }));
        return run.Run(stop ?? TestContext.Current.CancellationToken);
    }

    private sealed class Record : IPingReport
    {
        public List<string> Lines { get; } = [];

        public List<Outage> Outages { get; } = [];

        /// <summary>Called with each line, on the client's thread.</summary>
        public Action<string> OnLine { get; init; } = _ => { };

        public void Connected(int connection, EndPoint endPoint, long connectTicks)
        {
        }

        public void Disconnected(long sent, long lost, long? lostSince, SocketError error, bool reopens) => Add($"lost {lost}");

        public void Replied(long sequence, ReadOnlySpan<byte> reply, ReplyVerdict verdict, long roundTripTicks) => Add($"{sequence} {verdict}");

        public void Surplus(ReadOnlySpan<byte> bytes) => Add("surplus");

        public void TimedOut(long sequence, long sentAt) => Add($"{sequence} timed out");

        public void OutageBegan(Outage outage)
        {
        }

        public void OutageEnded(Outage outage) => Outages.Add(outage);

        private void Add(string line)
        {
            Lines.Add(line);
            OnLine(line);
        }
    }
}
