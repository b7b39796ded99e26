using System.Net;
using System.Net.Sockets;
using Pollecho.Compare.Models;
using Pollecho.Sockets;

namespace Pollecho.Tests.Compare.Models;

/// <summary>The two models of I/O that are not the poll loop, against a peer that reads slowly.</summary>
public class ModelTests
{
    /// <summary>More than the system's buffers hold, so that a reply is sent in parts.</summary>
    private const int Size = 32 * 1024 * 1024;

    [Fact]
    public void What_one_send_does_not_take_goes_into_the_next()
    {
        List<(int From, int Count)> sends = [];
        Queue<int> taken = new([3, 1, 6]);
        bool all = BlockingModel.SendAll(10, (from, count) =>
        {
            sends.Add((from, count));
            return new IoResult(taken.Dequeue(), SocketError.Success);
        });

        Assert.True(all);
        Assert.Equal([(0, 10), (3, 7), (4, 6)], sends);
    }

    [Fact]
    public void A_send_that_fails_ends_the_reply()
    {
        Queue<IoResult> results = new([new IoResult(3, SocketError.Success), new IoResult(0, SocketError.ConnectionReset)]);

        Assert.False(BlockingModel.SendAll(10, (_, _) => results.Dequeue()));
        Assert.Empty(results);
    }

    [Theory]
    [InlineData("blocking")]
    [InlineData("async")]
    public async Task A_peer_that_reads_nothing_until_the_model_can_send_no_more_gets_every_byte(string model)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var counters = new ModelCounters();
        Task serving = model == "async"
            ? AsyncModel.Run(listener, counters)
            : Task.Factory.StartNew(() => BlockingModel.Run(listener, counters), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        using var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        peer.Connect(listener.LocalEndPoint!);

        byte[] message = new byte[Size];
        for (int i = 0; i < Size; i++)
        {
            message[i] = (byte)('a' + (i % 23));
        }

        // The peer sends until neither side's buffers take any more, and only then begins to read.
        peer.Blocking = false;
        int sent = 0;
        while (sent < Size && peer.Poll(TimeSpan.FromMilliseconds(200), SelectMode.SelectWrite))
        {
            sent += peer.Send(message, sent, Size - sent, SocketFlags.None, out _);
        }

        Assert.InRange(sent, 1, Size - 1);
        peer.Blocking = true;
        int inAll = sent;
        Task rest = Task.Factory.StartNew(
            () =>
            {
                while (inAll < Size)
                {
                    inAll += peer.Send(message, inAll, Size - inAll, SocketFlags.None);
                }

                peer.Shutdown(SocketShutdown.Send);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        byte[] reply = new byte[Size + 1];
        int received = 0;
        for (int bytes; (bytes = peer.Receive(reply, received, reply.Length - received, SocketFlags.None)) > 0;)
        {
            received += bytes;
        }

        await rest;
        Assert.Equal(Size, received);
        Assert.Equal(Size, counters.BytesOut);
        Assert.True(reply.AsSpan(0, Size).SequenceEqual(Array.ConvertAll(message, letter => (byte)(letter - 'a' + 'A'))));

        listener.Dispose();
        await serving;
    }
}
