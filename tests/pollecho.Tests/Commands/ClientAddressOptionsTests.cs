using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Pollecho.Client;
using Pollecho.Commands;
using Pollecho.Tests.Waiting;

namespace Pollecho.Tests.Commands;

/// <summary>Which addresses the client connects to and from, and what is refused.</summary>
public class ClientAddressOptionsTests
{
    [Theory]
    [InlineData("", "127.0.0.1", null)]
    [InlineData("-4", "127.0.0.1", AddressFamily.InterNetwork)]
    [InlineData("-6", "::1", AddressFamily.InterNetworkV6)]
    [InlineData("--source ::1", "::1", AddressFamily.InterNetworkV6)]
    [InlineData("name -6", "name", AddressFamily.InterNetworkV6)]
    [InlineData("name --source 127.0.0.1,127.0.0.2", "name", AddressFamily.InterNetwork)]
    [InlineData("[::1]:80 -6 --source ::1", "::1", AddressFamily.InterNetworkV6)]
    [InlineData("::ffff:127.0.0.1 -4", "::ffff:127.0.0.1", AddressFamily.InterNetwork)]
    public void The_server_is_looked_for_in_the_family_asked_for(string line, string host, AddressFamily? family)
    {
        ServerAddress server = Choose(line);

        Assert.Equal((host, family), (server.Host, server.Family));
    }

    [Theory]
    [InlineData("-4 -6", "-4 and -6 exclude one another; give one")]
    [InlineData("127.0.0.1 -6", "the server's address 127.0.0.1 is no IPv6 address, and -6 asks for one; leave that out, or give a server of that family")]
    [InlineData("[::1]:80 -4", "the server's address ::1 is no IPv4 address, and -4 asks for one; leave that out, or give a server of that family")]
    [InlineData("127.0.0.1 --source ::1", "the server's address 127.0.0.1 is no IPv6 address, and --source ::1 is one; leave that out, or give a server of that family")]
    [InlineData("-6 --source 127.0.0.1", "--source 127.0.0.1 is no IPv6 address, which -6 asks for; leave one of them out")]
    [InlineData("--source ::1,127.0.0.1", "--source takes addresses of one family; give IPv4 ones or IPv6 ones")]
    public void What_contradicts_itself_is_refused(string line, string told)
    {
        var refused = Assert.Throws<CommandException>(() => Choose(line));

        Assert.Equal((ExitCode.Usage, told), (refused.ExitCode, refused.Message));
    }

    [Theory]
    [InlineData("eth0")]
    [InlineData("127.0.0.1,")]
    [InlineData("127.1")]
    [InlineData("fe80::1")]
    public void What_is_no_address_is_refused(string text) =>
        Assert.NotEmpty(Create(out _, out _).Parse(["--source", text]).Errors);

    [Fact]
    public void Sources_are_dealt_out_to_the_connections_in_turn()
    {
        DocumentedCommand command = Create(out ClientAddressOptions options, out _);
        var run = new RunOptions(new IPEndPoint(IPAddress.Loopback, 1), new UniquePayload(16, Expect.Upper), Ways.Of("spin"));

        Assert.Null(run.SourceOf(3));
        run = run with { Sources = options.Sources(command.Parse("--source 127.0.0.1,127.0.0.2")) };
        Assert.Equal(["127.0.0.1", "127.0.0.2", "127.0.0.1"], Enumerable.Range(0, 3).Select(connection => $"{run.SourceOf(connection)}"));
    }

    private static ServerAddress Choose(string line)
    {
        DocumentedCommand command = Create(out ClientAddressOptions options, out Argument<ServerAddress[]> server);
        ParseResult result = command.Parse(line);
        Assert.Empty(result.Errors);
        return options.Choose(result, result.GetValue(server)?.FirstOrDefault());
    }

    private static DocumentedCommand Create(out ClientAddressOptions options, out Argument<ServerAddress[]> server)
    {
        options = new ClientAddressOptions();
        server = ServerArgument.Create();
        var command = new DocumentedCommand("client", "") { server };
        options.AddTo(command);
        return command;
    }
}
