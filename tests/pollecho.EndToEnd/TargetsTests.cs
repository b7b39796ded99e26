using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>The client over several servers at once.</summary>
public sealed class TargetsTests : IDisposable
{
    private readonly PollechoServer _one = PollechoServer.Start();
    private readonly PollechoServer _two = PollechoServer.Start();

    // It has a port, and takes no connections.
    private readonly Socket _deaf = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public TargetsTests() => _deaf.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    private string One => $"127.0.0.1:{_one.Port}";

    private string Two => $"127.0.0.1:{_two.Port}";

    private string Deaf => $"{_deaf.LocalEndPoint}";

    public void Dispose()
    {
        _one.Dispose();
        _two.Dispose();
        _deaf.Dispose();
    }

    [Fact]
    public void A_ping_shows_whose_reply_each_line_is_and_a_row_for_each_server()
    {
        using Pollecho client = Pollecho.Run("client", One, Two, "-n", "20", "-i", "1ms");

        Assert.True(client.ExitCode == 0, $"{client}");
        Assert.StartsWith($"pollecho client: connected to {One}, ", client.Output.Lines[0], StringComparison.Ordinal);
        Assert.StartsWith($"pollecho client: connected to {Two}, ", client.Output.Lines[1], StringComparison.Ordinal);
        foreach (string server in (string[])[One, Two])
        {
            client.WaitForLine($"^{server}: seq=1 ");
            client.WaitForLine($"^  {server} +[0-9]+ +[0-9]+ +0% .* none$");
        }

        Expect.Summary(client, "^20 sent, 20 answered, 0 wrong, 0 lost");
    }

    [Fact]
    public void A_ping_as_json_names_the_server_of_each_event()
    {
        using Pollecho client = Pollecho.Run("client", One, Two, "-n", "4", "-i", "1ms", "--json");

        JsonElement[] lines = [.. client.Output.Lines.Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.True(client.ExitCode == 0, $"{client}");
        Assert.Equal([One, Two], lines[..2].Select(line => line.GetProperty("server").GetString()));
        Assert.Equal(4, lines[..^1].Count(line => line.GetProperty("event").GetString() == "reply"));
        Assert.Equal(4, lines[^1].GetProperty("targets").EnumerateArray().Sum(target => target.GetProperty("answered").GetInt32()));
    }

    [Fact]
    public void A_load_divides_its_connections_and_reports_each_server_in_every_form()
    {
        using Pollecho json = Pollecho.Run("client", One, Two, "-c", "5", "-n", "2000", "--threads", "2", "--json");
        using JsonDocument report = JsonDocument.Parse(json.Output.Text);
        JsonElement[] targets = [.. report.RootElement.GetProperty("targets").EnumerateArray()];
        Assert.True(json.ExitCode == 0, $"{json}");
        Assert.Equal([3, 2], targets.Select(target => target.GetProperty("connected").GetInt32()));
        Assert.Equal(2_000, targets.Sum(target => target.GetProperty("answered").GetInt32()));
        Assert.Equal($"{One},{Two}", report.RootElement.GetProperty("options").GetProperty("address").GetString());

        using Pollecho csv = Pollecho.Run("client", One, Two, "-c", "5", "-n", "2000", "--csv");
        Assert.True(csv.ExitCode == 0 && csv.Output.Lines.Count == 4, $"{csv}");

        using Pollecho text = Pollecho.Run("client", One, Two, "-c", "5", "-n", "2000", "--fail-if", "answered<2000");
        Assert.True(text.ExitCode == 0, $"{text}");
        Assert.StartsWith($"pollecho client: 5 connections to {One} and {Two}, ", text.Output.Lines[0], StringComparison.Ordinal);
        text.WaitForLine($"^  {One} +3 +");
        text.WaitForLine($"^  {Two} +2 +");
    }

    [Theory]
    [InlineData("-i", "1ms")]
    [InlineData("-c", "4")]
    public void A_server_that_cannot_be_reached_is_named_and_ends_the_run_unless_connections_are_opened_again(string option, string value)
    {
        using Pollecho ends = Pollecho.Run("client", One, Deaf, "-d", "1h", option, value);
        Assert.Equal(1, ends.ExitCode);
        Assert.StartsWith($"pollecho: cannot connect to {Deaf}: connection refused", ends.Errors.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("seq=", ends.Output.Text, StringComparison.Ordinal);

        using Pollecho goesOn = Pollecho.Run("client", One, Deaf, "-n", "50", option, value, "--reconnect", "--json");
        JsonElement report = JsonDocument.Parse(option == "-c" ? goesOn.Output.Text : goesOn.Output.Lines[^1]).RootElement;
        Assert.Equal(1, goesOn.ExitCode);
        Assert.Equal([50, 0], report.GetProperty("targets").EnumerateArray().Select(target => target.GetProperty("answered").GetInt32()));
        Assert.Equal(["ok", "failed"], report.GetProperty("targets").EnumerateArray().Select(target => target.GetProperty("status").GetString()));
    }

    [Fact]
    public void A_server_that_comes_later_is_pinged_from_then_on()
    {
        using Pollecho client = Pollecho.Start("client", One, Deaf, "-i", "10ms", "--reconnect");
        client.WaitForLine($"^{One}: seq=3 ");
        client.WaitForLine($"^pollecho client: {Deaf}: outage since ");
        _deaf.Listen();

        using Socket accepted = _deaf.Accept();
        client.WaitForLine($"^pollecho client: connected to {Deaf}, ");
        client.Interrupt();
        client.WaitForExit();
    }

    [Fact]
    public void Every_address_of_a_name_is_pinged_where_that_is_asked_for()
    {
        IPAddress[] addresses = [.. Dns.GetHostAddresses("localhost").Distinct()];
        Assert.SkipUnless(addresses.Length == 2, "localhost has one address here.");
        using PollechoServer six = PollechoServer.StartOn(_one.Port, "--bind", "::1");

        using Pollecho client = Pollecho.Run("client", $"localhost:{_one.Port}", "--all-addresses", "-n", "4", "-i", "1ms");

        Assert.True(client.ExitCode == 0, $"{client}");
        client.WaitForLine($@"^\[::1\]:{_one.Port}: seq=1 ");
        client.WaitForLine($"^{One}: seq=1 ");
    }

    [Fact]
    public void Servers_over_tcp_and_a_unix_socket_go_together()
    {
        using var socket = new UnixSocket();
        using Pollecho server = socket.StartServer();

        using Pollecho client = Pollecho.Run("client", One, socket.Address, "-n", "4", "-i", "1ms");

        Assert.True(client.ExitCode == 0, $"{client}");
        client.WaitForLine($"^{socket.Address}: seq=1 ");
    }

    [Fact]
    public void Fewer_connections_than_servers_and_one_given_twice_are_refused_in_one_line()
    {
        using Pollecho few = Pollecho.Run("client", One, Two, "-c", "1");
        Expect.OneErrorLine(few, 2, "--connections 1 is too few for 2 servers");
        using Pollecho twice = Pollecho.Run("client", One, One);
        Expect.OneErrorLine(twice, 2, $"the server {One} is given twice; give each once");
    }

    [Fact]
    public void A_duration_ends_a_ping_and_makes_no_load_of_it()
    {
        using Pollecho client = Pollecho.Run("client", One, "-d", "200ms", "-i", "10ms");

        Assert.True(client.ExitCode == 0, $"{client}");
        client.WaitForLine("^seq=1 ");
        client.WaitForLine("^[0-9]+ sent, ");
    }
}
