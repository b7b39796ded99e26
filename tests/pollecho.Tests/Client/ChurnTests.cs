using System.Net.Sockets;
using Pollecho.Client;
using Pollecho.Results;
using Pollecho.Tests.Server;
using static Pollecho.Tests.Client.ClientRuns;

namespace Pollecho.Tests.Client;

/// <summary>Connections that are closed after some messages, and opened again.</summary>
public class ChurnTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(10, 1)]
    [InlineData(10, 4)]
    [InlineData(3, 10)]
    public void Each_connection_has_its_messages_and_then_another_takes_its_place(int each, int pipeline)
    {
        using var server = new RunningServer("adaptive");

        RunResult result = Run(server.EndPoint, options => options with { Connections = 5, Count = 600, MessagesPerConnection = each, Pipeline = pipeline });

        Assert.Equal(0, result.Faults.Total);
        Assert.Equal((600, 600), (result.Sent, result.Answered));
        Assert.Equal((5, 0), (result.Connected, result.Reopened));

        // The last ones at the five places may have had fewer. A connection that is opened at the end is not used.
        Assert.InRange(server.Counters.Accepted, 600 / each, (600 / each) + 10);
        Patience.Until(() => server.Counters.Open == 0);
        Assert.Equal(0, server.Counters.Resets);
        Assert.InRange(result.ConnectTime.Count, server.Counters.Accepted - 10, server.Counters.Accepted - 5);

        // One that found nothing left to send is no connect that anything is known of: five of these are the first ones.
        Assert.True(each > 1 || result.ConnectTime.Count == 595, $"{result.ConnectTime.Count} connects");
    }

    [Fact]
    public void Closed_by_a_reset_the_server_sees_a_reset()
    {
        Assert.SkipWhen(Wine.IsHere, "Under Wine a connection that is reset reads as one that has ended.");
        using var server = new RunningServer("adaptive");

        RunResult result = Run(server.EndPoint, options => options with { Count = 50, MessagesPerConnection = 5, Close = ConnectionClose.Reset });

        Assert.Equal((0, 50), (result.Faults.Total, result.Answered));
        Patience.Until(() => server.Counters.Open == 0);
        Assert.Equal(9, server.Counters.Resets);
    }

    [Fact]
    public void Connects_are_counted_of_the_window_only_and_else_all_of_them()
    {
        using var server = new RunningServer("adaptive");

        RunResult all = Run(server.EndPoint, options => options with { Connections = 7, Count = 100 });
        RunResult none = Run(server.EndPoint, options => options with { Connections = 7, Count = 100, MessagesPerConnection = 1_000 });

        Assert.Equal((7, null), (all.ConnectTime.Count, all.ConnectRate));
        Assert.Equal((0, 0.0), (none.ConnectTime.Count, none.ConnectRate));
    }

    [Fact]
    public void A_reply_that_does_not_come_holds_its_connection_until_its_time_is_up()
    {
        // Every third message of a connection gets no reply.
        RunResult result = RunFaulty(
            FaultyServer.Answering((number, reply) => number % 3 == 0 ? null : reply),
            options => options with { Count = 12, MessagesPerConnection = 3, Timeout = TimeSpan.FromMilliseconds(500) });

        Assert.Equal((12, 8, 4), (result.Sent, result.Answered, result.Faults.TimedOut));
        Assert.Equal(4, result.Faults.Total);
    }

    [Fact]
    public async Task A_connection_that_cannot_be_opened_again_is_a_fault()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        listener.Listen();
        var endPoint = (System.Net.IPEndPoint)listener.LocalEndPoint!;
        Task<RunResult> run = OwnThread.Run(() => Run(endPoint, options => options with { Count = 10, MessagesPerConnection = 1 }));
        using (Socket peer = listener.Accept())
        {
            listener.Dispose();
            byte[] message = new byte[Size];
            peer.Receive(message);
            peer.Send(Array.ConvertAll(message, letter => (byte)char.ToUpperInvariant((char)letter)));
            RunResult result = await run;

            Assert.Equal((1, 1), (result.Answered, result.Faults.Refused));
        }
    }
}
