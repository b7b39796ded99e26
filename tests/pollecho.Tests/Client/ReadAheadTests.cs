using System.Net.Sockets;
using Pollecho.Client;

namespace Pollecho.Tests.Client;

/// <summary>The walk over what is ready, which asks for memory ahead.</summary>
public sealed class ReadAheadTests : IDisposable
{
    // One for all: nothing is sent on it.
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(100)]
    public void Each_ready_connection_is_served_once_in_order(int count)
    {
        ClientConnection[] ready = [.. Enumerable.Range(0, count).Select(Connection)];

        var served = new List<ClientConnection>();
        foreach (ClientConnection connection in new ReadAhead(ready))
        {
            served.Add(connection);
        }

        Assert.Equal(ready, served);
    }

    [Fact]
    public void One_that_was_closed_earlier_in_the_turn_does_no_harm()
    {
        ClientConnection[] ready = [.. Enumerable.Range(0, 4).Select(Connection)];

        var closed = new List<bool>();
        foreach (ClientConnection connection in new ReadAhead(ready))
        {
            closed.Add(connection.IsClosed);
            ready[^1].Close();
        }

        Assert.Equal([false, false, false, true], closed);
    }

    public void Dispose() => _socket.Dispose();

    private ClientConnection Connection(int id)
    {
        RunOptions options = RunSamples.Closed;
        var inFlight = new InFlight(1);
        var verifier = new ReplyVerifier(options.Payload, id, inFlight, new RunTally(new MeasuredWindow(), openLoop: false), [], null);
        return new ClientConnection(_socket, id, id, options.Payload, inFlight, verifier) { EndPoint = options.EndPoint };
    }
}
