using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>The client beside ping of iputils, over a link that goes down twice.</summary>
[Collection(NetworkNamespace.Collection)]
public sealed class PingComparisonTests(ITestOutputHelper output)
{
    private const string Address = "10.213.10.2";
    private const string Hardware = "02:00:00:00:0a:02";

    /// <summary>About how long the link is down; nothing is judged by it.</summary>
    private static readonly TimeSpan Down = TimeSpan.FromSeconds(1);

    [Fact]
    public void Both_see_the_same_outages_and_lose_messages_in_them_only()
    {
        using var space = NetworkNamespace.Create();
        SkipUnlessPingIsOfIputils();
        string link = $"pp{Environment.ProcessId}";
        NetworkNamespace.Ip("link", "add", link, "type", "veth", "peer", "name", "eth0", "address", Hardware, "netns", space.Name);
        NetworkNamespace.Ip("addr", "add", "10.213.10.1/30", "dev", link);
        NetworkNamespace.Ip("link", "set", link, "up");

        // Otherwise what is sent while the link is down waits for an answer to who has that address, and is sent afterwards.
        NetworkNamespace.Ip("neigh", "add", Address, "lladdr", Hardware, "dev", link, "nud", "permanent");
        space.IpInside("addr", "add", $"{Address}/30", "dev", "eth0");
        space.IpInside("link", "set", "eth0", "up");
        using PollechoServer server = PollechoServer.StartIn(space, Address);
        using ChildProcess ping = ChildProcess.Start("ping", ["-n", "-i", "0.1", Address]);
        var pings = new CapturedOutput(ping.Process.StandardOutput);
        using Pollecho client = Pollecho.Start("client", $"{Address}:{server.Port}", "-i", "100ms", "--timeout", "300ms", "--json");
        Reply(pings, client, after: 0);

        for (int i = 0; i < 2; i++)
        {
            int seen = client.Output.Lines.Count;
            space.IpInside("link", "set", "eth0", "down");
            client.WaitForLine("\"event\":\"outage_began\"", seen);
            Thread.Sleep(Down);
            space.IpInside("link", "set", "eth0", "up");
            client.WaitForLine("\"event\":\"outage_ended\"", seen);
            Reply(pings, client, after: pings.Lines.Count);
        }

        client.Interrupt();
        client.WaitForExit();
        ping.Signal(Signals.SIGINT);
        Assert.True(ping.WaitForExit() && pings.WaitForEnd());
        Compare(pings, client);
    }

    private void Compare(CapturedOutput pings, Pollecho client)
    {
        int[] answered = [.. pings.Lines.Select(line => Regex.Match(line, @"icmp_seq=(\d+) ttl=")).Where(match => match.Success).Select(match => int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture))];
        int[] gaps = [.. answered.Zip(answered.Skip(1), (one, next) => next - one - 1).Where(gap => gap > 0)];
        JsonElement result = JsonDocument.Parse(client.Output.Lines[^1]).RootElement.GetProperty("result");
        long missed = result.GetProperty("outage_list").EnumerateArray().Sum(outage => outage.GetProperty("messages").GetInt64());
        output.WriteLine($"ping: {string.Join(", ", gaps)} lost of {answered[^1]}; client: {result}");

        // On a busy machine either may miss a reply now and then besides.
        int outages = result.GetProperty("outages").GetInt32();
        Assert.InRange(outages, 2, 4);
        Assert.InRange(gaps.Length, 2, 4);

        // Both send whatever is under way. What ping loses, the client's TCP sends again: by then all replies are late but those to
        // the last three messages. Each time that TCP tries in vain it waits twice as long for the next, so that after a link
        // is up again, as much is lost once more at the most.
        Assert.Equal(2, gaps.Count(gap => gap >= 3));
        Assert.InRange(gaps.Sum(), 6, 1_000);
        Assert.InRange(missed, gaps.Sum() - 6, (2 * gaps.Sum()) + 20);
        Assert.InRange(result.GetProperty("sent").GetInt64(), answered[^1] - 20, answered[^1] + 20);
        CompareRoundTrips(pings, client);
        Assert.Equal(missed, result.GetProperty("faults").GetProperty("late").GetInt64() + result.GetProperty("faults").GetProperty("timed_out").GetInt64());
        long judged = missed + result.GetProperty("answered").GetInt64();
        Assert.Equal(100.0 * missed / judged, result.GetProperty("loss_percent").GetDouble(), 0.001);
        Assert.Equal(result.GetProperty("sent").GetInt64(), judged + result.GetProperty("under_way").GetInt64());
    }

    /// <summary>Shows the mean and the deviation of both, of replies that did not wait until TCP sent something again: that takes it 200 ms at least.</summary>
    private void CompareRoundTrips(CapturedOutput pings, Pollecho client)
    {
        string theirs = pings.Lines.Last(line => line.StartsWith("rtt ", StringComparison.Ordinal));
        double[] ours =
        [
            .. client.Output.Lines.Select(line => JsonDocument.Parse(line).RootElement)
                .Where(line => line.TryGetProperty("outcome", out JsonElement outcome) && outcome.GetString() == "ok")
                .Select(line => line.GetProperty("rtt_us").GetDouble() / 1_000)
                .Where(roundTrip => roundTrip < 90),
        ];
        double mean = ours.Average(), deviation = Math.Sqrt(Math.Max(0, ours.Average(roundTrip => roundTrip * roundTrip) - (mean * mean)));
        double[] figures = [.. Regex.Match(theirs, @"= ([\d.]+)/([\d.]+)/([\d.]+)/([\d.]+) ms").Groups.Values.Skip(1).Select(figure => double.Parse(figure.ValueSpan, CultureInfo.InvariantCulture))];
        output.WriteLine($"{theirs}; client: mean {mean:F3} ms, mdev {deviation:F3} ms");

        // Two processes of a busy machine: its delays are much longer than the link.
        Assert.InRange(mean, 0, figures[1] + 45);
        Assert.InRange(deviation, 0, figures[3] + 45);
    }

    /// <summary>Waits until both have had five replies more.</summary>
    private static void Reply(CapturedOutput pings, Pollecho client, int after)
    {
        int seen = client.Output.Lines.Count;
        for (int i = 0; i < 5; i++)
        {
            Assert.NotNull(pings.WaitForLine("icmp_seq=.* ttl=", after + i));
            client.WaitForLine("\"outcome\":\"ok\"", seen + i);
        }
    }

    private static void SkipUnlessPingIsOfIputils()
    {
        Assert.SkipUnless(Tool.IsInstalled("ping"), "There is no ping here.");
        using ChildProcess version = ChildProcess.Start("ping", ["-V"]);
        string text = version.Process.StandardOutput.ReadToEnd();
        Assert.SkipUnless(text.Contains("iputils", StringComparison.Ordinal), $"There is another ping here: {text}");
    }
}
