using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>The client without a server, with one that goes, or one that is silent: exit code 1 and one clear line.</summary>
public sealed class ClientFailureTests
{
    [Fact]
    public void A_refused_connection_is_reported_with_the_address_and_what_to_do()
    {
        using Socket socket = NobodyListens();
        int port = ((IPEndPoint)socket.LocalEndPoint!).Port;

        using Pollecho client = Pollecho.RunClient(port, "--count", "1");

        // Unlike the others, Windows refuses to share a port with a socket that only holds it.
        string advice = OperatingSystem.IsWindows() ? "a program of this machine has that port" : $"pollecho server --port {port}";
        Expect.OneErrorLine(client, 1, $"127.0.0.1:{port}", "connection refused", advice);
        Assert.Equal("", client.Output.Text);
    }

    [Theory]
    [InlineData("0.0.0.0:1")]
    [InlineData("[::]:1")]
    public void An_address_that_is_no_ones_is_reported_as_any_other(string address)
    {
        using Pollecho client = Pollecho.Run("client", address, "--count", "1");

        Expect.OneErrorLine(client, 1, $"cannot connect to {address}");
    }

    [Fact]
    public void A_host_that_is_not_found_is_reported_by_its_name()
    {
        using Pollecho client = Pollecho.Run("client", "nohost.invalid", "--count", "1");

        Expect.OneErrorLine(client, 1, "'nohost.invalid'");
        Assert.Equal("", client.Output.Text);
    }

    [Fact]
    public void A_server_that_is_killed_midway_ends_the_client_with_its_summary()
    {
        using PollechoServer server = PollechoServer.Start();
        using Pollecho client = Pollecho.Start("client", $"127.0.0.1:{server.Port}", "--interval", "1ms", "--pipeline", "1");
        client.WaitForLine("^seq=10 ");

        server.Process.Kill();

        client.WaitForExit();
        Expect.OneErrorLine(client, 1, $"127.0.0.1:{server.Port}");
        Match summary = Expect.Summary(client, "^(?<sent>[0-9,]+) sent, (?<answered>[0-9,]+) answered, 0 wrong, (?<lost>[01]) lost$");
        Assert.Equal(Number(summary, "sent"), Number(summary, "answered") + Number(summary, "lost"));
    }

    [Fact]
    public void A_server_that_is_stopped_midway_ends_the_client_with_its_summary()
    {
        using PollechoServer server = PollechoServer.Start();
        using Pollecho client = Pollecho.Start("client", $"127.0.0.1:{server.Port}");
        client.WaitForLine("^seq=3 ");

        server.Stop();

        client.WaitForExit();
        Expect.OneErrorLine(client, 1, $"127.0.0.1:{server.Port}");
        Expect.Summary(client, "^[0-9]+ sent, [0-9]+ answered, 0 wrong, [01] lost$");
    }

    [Fact]
    public void A_client_that_reconnects_goes_on_counting_when_the_server_is_back()
    {
        using PollechoServer killed = PollechoServer.Start();
        using Pollecho client = Pollecho.Start("client", $"127.0.0.1:{killed.Port}", "--interval", "1ms", "--pipeline", "1", "--reconnect");
        client.WaitForLine("^seq=10 ");

        killed.Process.Kill();
        client.WaitForLine("^pollecho client: connection lost: .*; trying to open it again$");
        int linesBefore = client.Output.Lines.Count;
        int lastBefore = Number(Regex.Match(client.Output.Lines.Last(line => line.StartsWith("seq=", StringComparison.Ordinal)), "^seq=(?<seq>[0-9]+) "), "seq");
        using PollechoServer restarted = PollechoServer.StartOn(killed.Port);
        client.WaitForLine("^pollecho client: connected to ", linesBefore);
        int firstAfter = Number(client.WaitForLine("^seq=(?<seq>[0-9]+) ", linesBefore), "seq");
        client.Interrupt();
        client.WaitForExit();

        // The message that was under way may have been lost.
        Assert.InRange(firstAfter, lastBefore + 1, lastBefore + 2);
        Expect.OneErrorLine(client, 1, $"127.0.0.1:{killed.Port}");
    }

    [Fact]
    public void A_client_that_reconnects_to_nobody_gives_up_after_its_connect_timeout()
    {
        using Socket socket = NobodyListens();
        int port = ((IPEndPoint)socket.LocalEndPoint!).Port;

        using Pollecho client = Pollecho.RunClient(port, "--count", "1", "--reconnect", "--connect-timeout", "300ms");

        Expect.OneErrorLine(client, 1, $"127.0.0.1:{port}", "connection refused");
    }

    [Fact]
    public void A_silent_server_is_given_up_after_the_timeout()
    {
        using var server = new FakeServer(FakeServer.ForEachMessage((_, _) => { }));

        using Pollecho client = Pollecho.RunClient(server.Port, "--count", "3", "--timeout", "200ms");

        Expect.OneErrorLine(client, 1, $"127.0.0.1:{server.Port}", "200 ms", "--timeout");
        Expect.Summary(client, "^3 sent, 0 answered, 0 wrong, 3 lost$");
    }

    /// <summary>Bound and not listening: the port is nobody else's, and connections to it are refused.</summary>
    private static Socket NobodyListens()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private static int Number(Match match, string group) =>
        int.Parse(match.Groups[group].ValueSpan, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
}
