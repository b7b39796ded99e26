using System.Text.Json;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary><c>server --json</c>: events for programs, one object a line.</summary>
public sealed class JsonTests
{
    [Fact]
    public void Every_line_is_one_object_and_the_totals_add_up()
    {
        using PollechoServer server = PollechoServer.Start("--json", "--stats", "20ms", "--wait", "sleep");
        using (var peer = new SocketPeer(server.Port))
        {
            peer.Send(Payload.Random(1000));
            peer.Receive(1000);
            server.Process.WaitForLine("\"event\":\"stats\".*\"rlist\":1,\"wlist\":0,\"accepted\":1,");
            peer.Exchange(Payload.Random(234));
        }

        using Pollecho client = Pollecho.RunClient(server.Port, "--count", "10", "--interval", "1ms", "--pipeline", "1");
        int bytes = 1234 + (10 * $"{client.Id} hello".Length);
        server.Process.WaitForLine("\"event\":\"stats\".*\"rlist\":0,\"wlist\":0,\"accepted\":2,");
        server.Stop();

        List<JsonElement> events = Parse(server.Process.Output.Lines);
        AssertListening(events[0], server.Port);
        Assert.All(events[1..^1], stats => Assert.Equal("stats", stats.GetProperty("event").GetString()));
        Assert.True(events.Count > 3, $"{server.Process}");
        AssertTotals(events[^1], bytes);
    }

    [Fact]
    public void Counts_only_ever_grow_from_one_event_to_the_next()
    {
        using PollechoServer server = PollechoServer.Start("--json", "--stats", "20ms", "--other-work", "--wait", "yield");
        using Pollecho client = Pollecho.RunClient(server.Port, "--count", "20", "--interval", "10ms");
        server.Stop();

        List<JsonElement> events = Parse(server.Process.Output.Lines);
        string[] counts = ["elapsed_s", "accepted", "in_bytes", "out_bytes", "turns", "empty_turns", "receives", "sends", "would_block", "other_work"];
        foreach (string count in counts)
        {
            double[] values = [.. events.Skip(1).Select(one => one.GetProperty(count).GetDouble())];
            Assert.Equal(values.Order(), values);
            Assert.True(values[^1] > 0, $"No {count} at all. {server.Process}");
        }
    }

    private static List<JsonElement> Parse(IEnumerable<string> lines)
    {
        var events = new List<JsonElement>();
        foreach (string line in lines)
        {
            using JsonDocument document = JsonDocument.Parse(line);
            Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
            events.Add(document.RootElement.Clone());
        }

        return events;
    }

    private static void AssertListening(JsonElement listening, int port)
    {
        Assert.Equal("listening", listening.GetProperty("event").GetString());
        Assert.Equal($"127.0.0.1:{port}", listening.GetProperty("address").GetString());
        Assert.Equal("sleep:1ms", listening.GetProperty("wait").GetString());
        Assert.Equal(1, listening.GetProperty("threads").GetInt32());
    }

    private static void AssertTotals(JsonElement stopped, int bytes)
    {
        Assert.Equal("stopped", stopped.GetProperty("event").GetString());
        Assert.Equal(2, Count("accepted"));
        Assert.Equal(bytes, Count("in_bytes"));
        Assert.Equal(bytes, Count("out_bytes"));
        Assert.Equal(0, Count("rlist"));
        Assert.Equal(0, Count("wlist"));
        Assert.Empty(stopped.GetProperty("errors").EnumerateObject());
        Assert.InRange(Count("empty_turns"), 1, Count("turns"));

        // 12 messages, and an end of stream for each of the two connections, were received by as many calls or more.
        Assert.True(Count("receives") - Count("would_block") >= 14, $"{stopped}");
        Assert.True(Count("sends") >= 12, $"{stopped}");
        Assert.True(stopped.GetProperty("mean_nap_us").GetDouble() > 0, $"{stopped}");

        long Count(string name) => stopped.GetProperty(name).GetInt64();
    }
}
