using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>What TCP reports of a path that loses packets, beside the kernel's own account.</summary>
[Collection(NetworkNamespace.Collection)]
public sealed class RetransmitTests
{
    [Fact]
    public void Over_a_path_that_loses_packets_slow_replies_are_told_from_those_of_a_slow_server()
    {
        using var space = NetworkNamespace.Create();
        using var link = new LossyLink(space, TimeSpan.FromMilliseconds(10), loss: 0.15, seed: 1);
        using PollechoServer server = PollechoServer.StartIn(space, link.Address);
        long before = Retransmitted();

        using Pollecho client = Pollecho.Run(
            "client", $"{link.Address}:{server.Port}", "-n", "60", "-i", "1ms", "--pipeline", "1", "--timeout", "30s", "--connect-timeout", "30s", "--json");

        long counted = Retransmitted() - before;
        Assert.True(client.ExitCode == 0, $"{client}");
        JsonElement report = JsonDocument.Parse(client.Output.Lines[^1]).RootElement;
        JsonElement result = report.GetProperty("result");
        long retransmits = result.GetProperty("tcp_retransmits").GetInt64();
        long slow = result.GetProperty("slow_replies").GetInt64();
        long retransmitted = result.GetProperty("slow_replies_retransmitted").GetInt64();

        // The kernel counts those of the handshake and of others, too.
        Assert.InRange(retransmits, 1, counted);
        Assert.InRange(retransmitted, 1, slow);
        Assert.True(result.GetProperty("tcp_rtt_us").GetDouble() > 10_000, $"{client}");
        Assert.Contains($"{retransmitted} of {slow} slow repl", report.GetProperty("warnings").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_is_slow_itself_makes_slow_replies_and_no_retransmits()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "another system may not report them");
        PollechoBinary.SkipIfEmulated();
        using var server = new FakeServer(FakeServer.ForEachMessage((connection, message) =>
        {
            Thread.Sleep(250);
            connection.Send(message);
        }));

        long before = Retransmitted();

        using Pollecho client = Pollecho.RunClient(server.Port, "-n", "2", "-i", "1ms", "--pipeline", "1", "--expect", "echo", "--json", "--fail-if", "tcp_retransmits>0");

        Assert.SkipWhen(Retransmitted() > before, "this machine's TCP sent something again meanwhile");
        Assert.True(client.ExitCode == 0, $"{client}");
        JsonElement result = JsonDocument.Parse(client.Output.Lines[^1]).RootElement.GetProperty("result");
        Assert.Equal(0, result.GetProperty("tcp_retransmits").GetInt64());
        Assert.Equal(2, result.GetProperty("slow_replies").GetInt64());
        Assert.Equal(0, result.GetProperty("slow_replies_retransmitted").GetInt64());
    }

    /// <summary>How many segments this machine's TCP has sent again, https://www.kernel.org/doc/html/latest/networking/snmp_counter.html.</summary>
    private static long Retransmitted()
    {
        string[][] tcp = [.. File.ReadAllLines("/proc/net/snmp").Where(line => line.StartsWith("Tcp: ", StringComparison.Ordinal)).Select(line => line.Split(' '))];
        return long.Parse(tcp[1][Array.IndexOf(tcp[0], "RetransSegs")], CultureInfo.InvariantCulture);
    }
}
