using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>What new connections cost: <c>--messages-per-connection</c>, against the system's own counters.</summary>
public sealed class ChurnTests
{
    // In a network of its own the counters begin at nothing.
    private const string Script =
        """
        ip link set lo up
        "$0" server >/dev/null & server=$!
        until grep -q ' 0100007F:1F93 .* 0A ' /proc/net/tcp; do :; done
        "$0" client -c 5 -n 2000 --messages-per-connection 10 --json "$@" || exit
        grep '^Tcp: [0-9]' /proc/net/snmp
        grep '^TCP:' /proc/net/sockstat
        kill $server && wait $server
        """;

    [Theory]
    [InlineData("fin")]
    [InlineData("reset")]
    public void The_systems_counters_agree(string close)
    {
        Pollecho.SkipUnlessApart("-n");
        using ChildProcess run = ChildProcess.Start("unshare", ["-n", "sh", "-c", Script, PollechoBinary.Path, "--close", close]);
        var output = new CapturedOutput(run.Process.StandardOutput);
        var errors = new CapturedOutput(run.Process.StandardError);
        Assert.True(run.WaitForExit() && output.WaitForEnd() && errors.WaitForEnd(), "It does not end.");
        Assert.True(run.Process.ExitCode == 0, $"{output.Text}{errors.Text}");

        int end = output.Text.IndexOf("\nTcp: ", StringComparison.Ordinal);
        JsonElement result = JsonDocument.Parse(output.Text[..end]).RootElement.GetProperty("result");
        Assert.Equal(2000, result.GetProperty("answered").GetInt64());
        Assert.Equal((5, 0), (result.GetProperty("connected").GetInt32(), result.GetProperty("reopened").GetInt64()));
        long opened = result.GetProperty("connect_time_us").GetProperty("count").GetInt64();

        // RtoAlgorithm RtoMin RtoMax MaxConn ActiveOpens PassiveOpens AttemptFails EstabResets CurrEstab: see RFC 4022.
        long[] tcp = [.. Regex.Match(output.Text[end..], "Tcp: (.*)").Groups[1].Value.Split(' ').Select(long.Parse)];
        Assert.InRange(tcp[4], 200, 210);
        Assert.Equal(tcp[4], tcp[5]);
        Assert.Equal(0, tcp[6]);

        // The first five were opened before the window, and up to five were begun at its end, for nothing.
        Assert.InRange(opened, tcp[4] - 10, tcp[4] - 5);
        long timeWait = long.Parse(Regex.Match(output.Text[end..], @"\btw (\d+)").Groups[1].Value);
        if (close == "fin")
        {
            Assert.InRange(timeWait, opened, tcp[4]);
        }
        else
        {
            // The last ones are closed as ever. Both ends of a reset connection count it.
            Assert.InRange(timeWait, 0, 10);
            Assert.InRange(tcp[7], 2 * (opened - 5), 2 * tcp[4]);
        }
    }

    [Fact]
    public void What_it_found_is_shown_and_can_be_a_gate()
    {
        using PollechoServer server = PollechoServer.Start();
        string file = Path.GetTempFileName();
        using Pollecho client = Pollecho.RunClient(
            server.Port, "-c", "3", "-n", "600", "--messages-per-connection", "2", "--hdr-connect", file, "--fail-if", "connect.p99>10s", "--fail-if", "connects<1");

        Assert.True(client.ExitCode == 0 && client.Errors.Text.Length == 0, $"{client}");
        Assert.Contains("2 messages a connection, then another", string.Join(' ', client.Output.Lines), StringComparison.Ordinal);
        Assert.Contains(client.Output.Lines, line => Regex.IsMatch(line, @"^connects     [\d,.]+/s, \d+ after the first ones$"));
        Assert.Equal(2, client.Output.Lines.Count(line => line.StartsWith("p99 ", StringComparison.Ordinal)));
        Assert.Contains("#[Mean", File.ReadAllText(file), StringComparison.Ordinal);
        File.Delete(file);
    }

    [Fact]
    public void A_gate_on_connects_closes()
    {
        using PollechoServer server = PollechoServer.Start();
        using Pollecho client = Pollecho.RunClient(server.Port, "-n", "10", "--messages-per-connection", "2", "--fail-if", "connect.p50<10s");

        Assert.Equal(3, client.ExitCode);
        Assert.StartsWith("pollecho: --fail-if connect.p50<10s: it is ", Assert.Single(client.Errors.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--messages-per-connection", "0")]
    [InlineData("--close", "reset")]
    [InlineData("--messages-per-connection", "1", "--hdr", "a", "--hdr-connect", "./a")]
    [InlineData("--messages-per-connection", "1", "--close", "maybe")]
    [InlineData("--messages-per-connection", "1", "--rate", "100")]
    public void What_makes_no_sense_is_refused(params string[] arguments)
    {
        using Pollecho client = Pollecho.Run(["client", "-n", "1", .. arguments]);

        Assert.Equal(2, client.ExitCode);
        Assert.Matches("^pollecho: .*--(messages-per-connection|close|hdr-connect)", Assert.Single(client.Errors.Lines));
    }
}
