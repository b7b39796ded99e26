using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Pollecho.Commands;
using Pollecho.Sockets;

namespace Pollecho.Tests.Commands;

/// <summary>Where a server is to listen, as one writes it on the command line.</summary>
public class BindOptionsTests
{
    [Theory]
    [InlineData("", "127.0.0.1:8083")]
    [InlineData("--port 0", "127.0.0.1:0")]
    [InlineData("--bind 0.0.0.0", "0.0.0.0:8083")]
    [InlineData("--bind ::1 --port 80", "[::1]:80")]
    [InlineData("-b ::ffff:127.0.0.1 -p 80", "127.0.0.1:80")]
    public void An_address_has_a_port(string line, string endPoint) => Assert.Equal(endPoint, Read(line).ToString());

    [Fact]
    public void A_unix_socket_has_none()
    {
        Assert.SkipUnless(Socket.OSSupportsUnixDomainSockets, "this system has no unix sockets");
        Assert.Equal(new UnixDomainSocketEndPoint("/tmp/x"), Read("--bind unix:/tmp/x"));
    }

    [Theory]
    [InlineData("--bind unix:/tmp/x --port 80", "--port is of TCP, and does not go with unix:PATH; leave it out")]
    [InlineData("--bind unix:/tmp/x --keepalive off", "--keepalive is of TCP, and does not go with unix:PATH; leave it out")]
    public void What_is_of_TCP_does_not_go_with_it(string line, string told)
    {
        Assert.SkipUnless(Socket.OSSupportsUnixDomainSockets, "this system has no unix sockets");
        CommandException refused = Assert.Throws<CommandException>(() => Read(line));

        Assert.Equal(told, refused.Message);
        Assert.Equal(ExitCode.Usage, refused.ExitCode);
    }

    [Theory]
    [InlineData("nowhere", "--bind takes an IPv4 or IPv6 address such as 127.0.0.1, 0.0.0.0 or ::1, or unix:PATH, not 'nowhere'")]
    [InlineData("unix:", "--bind unix: lacks its path; write it as unix:/tmp/pollecho.sock")]
    [InlineData("unix:@x", "--bind unix:@x is an abstract name, which has no file; take a path, or write a file of that name as unix:./@x")]
    public void What_is_neither_is_refused(string bind, string told) => Assert.Equal(told, Assert.Single(Parse($"--bind {bind}").Errors).Message);

    private static EndPoint Read(string line)
    {
        var tuning = new SocketTuningOptions(new SocketTuning());
        var options = new BindOptions();
        return options.Read(Parse(line, options, tuning), tuning.All);
    }

    private static ParseResult Parse(string line, BindOptions? options = null, SocketTuningOptions? tuning = null)
    {
        var command = new DocumentedCommand("server", "");
        (options ?? new()).AddTo(command);
        (tuning ?? new(new SocketTuning())).AddTo(command);
        return CommandLine.Parse(command, line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }
}
