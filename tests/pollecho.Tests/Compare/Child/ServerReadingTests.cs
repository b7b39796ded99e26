using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Pollecho.Compare.Child;

namespace Pollecho.Tests.Compare.Child;

/// <summary>The line in which a server under comparison answers, and the one in which it says where it listens.</summary>
public class ServerReadingTests
{
    [Theory]
    [InlineData(12L, 34L)]
    [InlineData(null, null)]
    public void A_line_is_read_as_it_was_written(long? emptyCalls, long? otherWork)
    {
        var reading = new ServerReading(1, 2, 3, emptyCalls, otherWork);

        Assert.Equal(reading, ServerReading.Parse(reading.Line));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1 2 3 4")]
    [InlineData("1 2 3 4 5 6")]
    [InlineData("hello 1 2 3 4 5")]
    [InlineData("1 2 3 4 5 ")]
    [InlineData(" 1 2 3 4 5")]
    [InlineData("1  2 3 4 5")]
    [InlineData("1 2 x 3 4 5")]
    [InlineData("1 2 3 4 5.0")]
    [InlineData("-1 2 3 4 5")]
    [InlineData("1 2 3 4 -2")]
    [InlineData("1 2 3 4 9223372036854775808")]
    public void Anything_else_is_refused(string line) => Assert.Null(ServerReading.Parse(line));

    [Fact]
    public void Time_between_two_is_by_the_servers_clock()
    {
        var first = new ServerReading(1_000, 0, 0, 0, 0);

        Assert.Equal(TimeSpan.FromSeconds(3), (first with { At = 1_000 + (3 * Stopwatch.Frequency) }).Since(first));
    }

    [Theory]
    [InlineData("listening 65535", 65535)]
    [InlineData("listening 65536", null)]
    [InlineData("listening -1", null)]
    [InlineData("listening  80", null)]
    [InlineData("listening 80 81", null)]
    [InlineData("hello 80", null)]
    public void The_first_line_is_a_word_and_a_port(string line, int? port) => Assert.Equal(port, ((IPEndPoint?)ChildProtocol.ReadListening(line))?.Port);

    [Fact]
    public void Or_the_path_of_a_unix_socket()
    {
        Assert.SkipUnless(Socket.OSSupportsUnixDomainSockets, "this system has no unix sockets");
        var path = new UnixDomainSocketEndPoint("/tmp/with a space");

        Assert.Equal("listening unix:/tmp/with a space", ChildProtocol.WriteListening(path));
        Assert.Equal(path, ChildProtocol.ReadListening(ChildProtocol.WriteListening(path)));
        Assert.Equal("listening 80", ChildProtocol.WriteListening(new IPEndPoint(IPAddress.Loopback, 80)));
    }
}
