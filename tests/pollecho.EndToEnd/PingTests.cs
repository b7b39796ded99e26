using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>The main job: a server and a client that gets its replies, all verified.</summary>
public sealed class PingTests
{
    [Fact]
    public void Ten_messages_get_ten_verified_replies()
    {
        int port = FreePort.Next();
        using PollechoServer server = PollechoServer.StartOn(port);
        Assert.Equal(port, server.Port);

        using Pollecho client = Pollecho.Run("client", "--port", $"{port}", "--count", "10");

        Expect.VerifiedReplies(client, 10);
        Assert.Single(server.Process.Output.Lines);
        Assert.Equal("", server.Process.Errors.Text);
    }

    [Theory]
    [MemberData(nameof(Strategies.All), MemberType = typeof(Strategies))]
    public void Ten_messages_get_ten_verified_replies_under_every_strategy(string wait)
    {
        using PollechoServer server = PollechoServer.Start("--wait", wait);
        server.Process.WaitForLine($", wait {wait.Split(':')[0]}(:|$)");

        using Pollecho client = Pollecho.RunClient(server.Port, "--count", "10", "--interval", "1ms");

        Expect.VerifiedReplies(client, 10);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("0s")]
    [InlineData("100us")]
    public void A_thousand_messages_get_a_thousand_verified_replies_with_next_to_no_pause(string interval)
    {
        using PollechoServer server = PollechoServer.Start();

        using Pollecho client = Pollecho.RunClient(server.Port, "-n", "1k", "-i", interval);

        Assert.True(client.ExitCode == 0, $"{client}");
        Expect.Summary(client, "^1,000 sent, 1,000 answered, 0 wrong, 0 lost$");
    }

    [Fact]
    public void Several_clients_at_once_each_get_their_own_replies()
    {
        using PollechoServer server = PollechoServer.Start();
        string[] arguments = ["client", $"127.0.0.1:{server.Port}", "--count", "50", "--interval", "1ms"];

        using Pollecho first = Pollecho.Start(arguments);
        using Pollecho second = Pollecho.Start(arguments);
        using Pollecho third = Pollecho.Start(arguments);

        foreach (Pollecho client in new[] { first, second, third })
        {
            client.WaitForExit();
            Expect.VerifiedReplies(client, 50);
        }
    }

    [Fact]
    public void The_server_and_the_client_speak_IPv6()
    {
        Assert.SkipUnless(HasIPv6(), "There is no ::1 here.");
        using PollechoServer server = PollechoServer.Start("--bind", "::1");
        Assert.Equal($"pollecho server: listening on [::1]:{server.Port}, wait adaptive", server.Process.Output.Lines[0]);

        using Pollecho client = Pollecho.Run("client", $"[::1]:{server.Port}", "--count", "3", "--interval", "1ms");

        Expect.VerifiedReplies(client, 3);
    }

    [Fact]
    public void The_client_finds_the_server_by_host_name()
    {
        using PollechoServer server = PollechoServer.Start();

        // The name may stand for ::1 as well, where nobody listens: then the next address is tried.
        using Pollecho client = Pollecho.Run("client", $"localhost:{server.Port}", "--count", "3", "--interval", "1ms");

        Expect.VerifiedReplies(client, 3);
    }

    private static bool HasIPv6()
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
