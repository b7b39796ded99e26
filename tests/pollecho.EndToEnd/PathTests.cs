using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>The client as a check of a path: what it shows while it runs, outages, and which addresses it takes.</summary>
public sealed class PathTests
{
    private const string Time = @"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z";

    [Fact]
    public void With_json_there_is_an_object_a_line_for_each_reply_and_then_the_summary()
    {
        using PollechoServer server = PollechoServer.Start();

        using Pollecho client = Pollecho.RunClient(server.Port, "--count", "5", "--interval", "1ms", "--json", "--percentiles", "75");

        Assert.True(client.ExitCode == 0 && client.Errors.Text.Length == 0, $"{client}");
        JsonElement[] lines = [.. client.Output.Lines.Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(["connected", "reply", "reply", "reply", "reply", "reply"], lines[..^1].Select(line => line.GetProperty("event").GetString()));
        Assert.Equal([1, 2, 3, 4, 5], lines[1..^1].Select(line => line.GetProperty("seq").GetInt32()));
        Assert.All(lines[..^1], line => Assert.Matches($"^{Time}$", line.GetProperty("time").GetString()!));
        Assert.All(lines[1..^1], line => Assert.Equal("ok", line.GetProperty("outcome").GetString()));

        double[] roundTrips = [.. lines[1..^1].Select(line => line.GetProperty("rtt_us").GetDouble())];
        JsonElement result = lines[^1].GetProperty("result");
        JsonElement service = result.GetProperty("service_time_us");
        Assert.Equal((5, roundTrips.Min(), roundTrips.Max()), (service.GetProperty("count").GetInt32(), service.GetProperty("min").GetDouble(), service.GetProperty("max").GetDouble()));
        Assert.Equal("75", Assert.Single(service.GetProperty("percentiles").EnumerateObject()).Name);
        double mean = roundTrips.Average();
        Assert.Equal(mean, service.GetProperty("mean").GetDouble(), 0.001);
        Assert.Equal(Math.Sqrt(roundTrips.Average(roundTrip => roundTrip * roundTrip) - (mean * mean)), result.GetProperty("rtt_mdev_us").GetDouble(), 0.001);
        double jitter = 0;
        for (int i = 1; i < roundTrips.Length; i++)
        {
            jitter += (Math.Abs(roundTrips[i] - roundTrips[i - 1]) - jitter) / 16;
        }

        Assert.Equal(jitter, result.GetProperty("jitter_us").GetDouble(), 0.001);
        Assert.Equal((0.0, 0), (result.GetProperty("loss_percent").GetDouble(), result.GetProperty("outages").GetInt32()));
        Assert.Equal(1, result.GetProperty("connect_time_us").GetProperty("count").GetInt32());
    }

    [Fact]
    public void With_timestamps_each_line_begins_with_the_time()
    {
        using PollechoServer server = PollechoServer.Start();

        using Pollecho client = Pollecho.RunClient(server.Port, "-n", "3", "-i", "0", "-D");

        // What TCP measured is printed only where the system reports it.
        Assert.True(client.ExitCode == 0 && client.Output.Lines.Count(line => !line.Contains(" TCP RTT ", StringComparison.Ordinal)) == 8, $"{client}");
        Assert.All(client.Output.Lines, line => Assert.Matches($"^{Time} \\S", line));
        string[] times = [.. client.Output.Lines.Select(line => line.Split(' ')[0])];
        Assert.Equal(times.Order(StringComparer.Ordinal), times);
    }

    [Theory]
    [InlineData("127.0.0.1:9", "-6", "the server's address 127.0.0.1 is no IPv6 address")]
    [InlineData("[::1]:9", "-4", "the server's address ::1 is no IPv4 address")]
    [InlineData("127.0.0.1:9", "-4 -6", "-4 and -6 exclude one another")]
    [InlineData("127.0.0.1:9", "--source ::1", "the server's address 127.0.0.1 is no IPv6 address")]
    [InlineData("127.0.0.1:9", "--source eth0", "--source takes IPv4 or IPv6 addresses")]
    [InlineData("127.0.0.1:9", "-D -c 2", "--timestamps marks the line")]
    [InlineData("127.0.0.1:9", "-c 2 --fail-if jitter>1ms", "--fail-if 'jitter>1ms' is of a figure that a load does not have")]
    public void What_contradicts_itself_is_refused_in_one_line(string server, string options, string told)
    {
        using Pollecho client = Pollecho.Run(["client", server, "-n", "1", .. options.Split(' ')]);

        Expect.OneErrorLine(client, 2, told);
    }

    [Fact]
    public void Of_a_name_only_the_family_asked_for_is_tried()
    {
        using PollechoServer server = PollechoServer.Start();

        using Pollecho client = Pollecho.Run("client", $"localhost:{server.Port}", "-4", "-n", "2", "-i", "0");

        Assert.True(client.ExitCode == 0, $"{client}");
        Assert.StartsWith($"pollecho client: connected to 127.0.0.1:{server.Port}, ", client.Output.Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_that_is_not_this_machines_is_refused_in_one_line()
    {
        using Pollecho client = Pollecho.Run("client", "127.0.0.1:9", "--source", "192.0.2.77");

        Expect.OneErrorLine(client, 1, "cannot connect from --source 192.0.2.77: address is not one of this machine's");
    }

    [Fact]
    public void Connections_come_from_the_sources_in_turn()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has all of 127.0.0.0/8 at once.");
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();

        using Pollecho client = Pollecho.Start("client", $"{listener.LocalEndPoint}", "-c", "4", "--source", "127.0.0.2,127.0.0.3");
        Socket[] accepted = [.. Enumerable.Range(0, 4).Select(_ => listener.Poll(Patience.Limit, SelectMode.SelectRead) ? listener.Accept() : throw new TimeoutException())];

        Assert.Equal(
            ["127.0.0.2", "127.0.0.2", "127.0.0.3", "127.0.0.3"],
            accepted.Select(connection => ((IPEndPoint)connection.RemoteEndPoint!).Address.ToString()).Order(StringComparer.Ordinal));
        client.Kill();
        Array.ForEach(accepted, connection => connection.Dispose());
    }

    [Fact]
    public void A_quit_signal_prints_the_summary_so_far_and_the_client_goes_on()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There the keys are Ctrl+Break, which a test cannot press.");
        using PollechoServer server = PollechoServer.Start();
        using Pollecho client = Pollecho.Start("client", $"127.0.0.1:{server.Port}", "-i", "10ms");
        client.WaitForLine("^seq=3 ");

        Signals.Send(client.Id, Signals.SIGQUIT);
        Match? soFar = client.Errors.WaitForLine(@"^(\d+) sent, \d+ answered, 0 wrong, 0 lost(?:, \d+ under way)?, loss 0%; rtt min/mean/max/mdev = ");

        Assert.True(soFar is not null, $"{client}");
        int sent = int.Parse(soFar.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        client.WaitForLine($"^seq={sent + 5} ");
        client.Interrupt();
        client.WaitForExit();
        Assert.True(client.ExitCode == 0 && client.Errors.Lines.Count == 1, $"{client}");
        Expect.Summary(client, "^[0-9]+ sent, [0-9]+ answered, 0 wrong, 0 lost");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_server_that_is_stopped_for_a_while_is_one_outage(bool json)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows cannot stop a process by a signal.");
        PollechoBinary.SkipIfEmulated();
        string[] form = json ? ["--json"] : [];
        using PollechoServer server = PollechoServer.Start();
        using Pollecho client = Pollecho.Start(["client", $"127.0.0.1:{server.Port}", "-i", "10ms", "--timeout", "200ms", .. form]);
        client.WaitForLine(json ? "\"seq\":3," : "^seq=3 ");

        Signals.Send(server.Process.Id, Signals.SIGSTOP);
        client.WaitForLine(json ? $"^{{\"event\":\"outage_began\",\"time\":\"{Time}\",\"start\":\"{Time}\",\"end\":null," : $"^pollecho client: outage since {Time}$");
        Signals.Send(server.Process.Id, Signals.SIGCONT);
        client.WaitForLine(json
            ? $"^{{\"event\":\"outage_ended\",\"time\":\"{Time}\",\"start\":\"{Time}\",\"end\":\"{Time}\",\"length_s\":[0-9.]+,\"messages\":[1-9]"
            : $"^pollecho client: outage over after .*: from {Time} to {Time}, [0-9,]+ messages? without a reply in time$");
        client.Interrupt();
        client.WaitForExit();

        // On a busy machine a reply may be late at other times, too.
        Expect.OneErrorLine(client, 1, $"did not come from 127.0.0.1:{server.Port} within 200 ms");
        if (json)
        {
            JsonElement result = JsonDocument.Parse(client.Output.Lines[^1]).RootElement.GetProperty("result");
            Assert.InRange(result.GetProperty("outages").GetInt32(), 1, 10);
            Assert.Equal(result.GetProperty("outages").GetInt32(), client.Output.Lines.Count(line => line.Contains("\"outage_began\"", StringComparison.Ordinal)));
            Assert.Equal(result.GetProperty("outages").GetInt32(), result.GetProperty("outage_list").GetArrayLength());
            Assert.InRange(result.GetProperty("loss_percent").GetDouble(), 0.001, 100);
        }
        else
        {
            client.WaitForLine("^[0-9]+ outages?, .* in all:$");
            client.WaitForLine($"^  .*: from {Time} to {Time}, ");
        }
    }

    [Fact]
    public void A_server_that_is_started_again_is_one_outage_with_reconnect()
    {
        using PollechoServer first = PollechoServer.Start();
        using Pollecho client = Pollecho.Start("client", $"127.0.0.1:{first.Port}", "-i", "10ms", "--reconnect");
        client.WaitForLine("^seq=3 ");

        first.Process.Kill();
        client.WaitForLine("^pollecho client: connection lost: ");
        client.WaitForLine("^pollecho client: outage since ");
        using PollechoServer second = PollechoServer.StartOn(first.Port);
        client.WaitForLine("^pollecho client: outage over after ");
        client.Interrupt();
        client.WaitForExit();

        Expect.OneErrorLine(client, 1, "was lost once");
        client.WaitForLine("^1 outage, .* in all:$");
    }

    [Fact]
    public void A_reader_of_json_that_leaves_ends_the_client_silently()
    {
        using PollechoServer server = PollechoServer.Start();
        using Pollecho client = Pollecho.StartAfter("exec 3>&1; f=$(mktemp -u); mkfifo $f; head -n 2 <$f >&3 & exec >$f; rm $f; exec 3>&-", "client", $"127.0.0.1:{server.Port}", "-i", "1ms", "--json");

        client.WaitForExit();

        Assert.True(client.Output.Lines.Count == 2 && client.Errors.Text.Length == 0, $"{client}");
    }
}
