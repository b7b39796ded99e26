using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Pollecho.Client;
using Pollecho.Output.Client;
using Pollecho.Results;
using Pollecho.Tests.Waiting;

namespace Pollecho.Tests.Output.Client;

/// <summary>What the client prints for programs when it works like ping.</summary>
public class PingJsonTests
{
    private static readonly RunOptions Options = new(
        new IPEndPoint(IPAddress.Loopback, 8083), new UniquePayload(16, Expect.Upper), Ways.Of("spin"));

    [Fact]
    public void Each_event_is_an_object_on_a_line_with_its_time()
    {
        long microsecond = Stopwatch.Frequency / 1_000_000;
        var outage = new Outage(DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(2), IsOver: true, 3);

        string[] lines = Lines(json =>
        {
            json.Connected(0, new IPEndPoint(IPAddress.IPv6Loopback, 80), 120 * microsecond);
            json.Replied(0, "REPLY"u8, ReplyVerdict.Right, 5 * microsecond);
            json.Replied(1, "RE\n"u8, ReplyVerdict.Short, 6 * microsecond);
            json.TimedOut(2, sentAt: 0);
            json.OutageBegan(outage with { Length = TimeSpan.FromSeconds(1), IsOver = false, Messages = 1 });
            json.Disconnected(3, lost: 1, lostSince: null, SocketError.ConnectionReset, reopens: true);
            json.Replied(0, "REPLY"u8, ReplyVerdict.Late, 7 * microsecond);
            json.OutageEnded(outage);
            json.Surplus("\"bye\"\n"u8);
        });

        Assert.Equal(
            [
                """{"event":"connected","address":"[::1]:80","connect_us":120,"message_bytes":16}""",
                """{"event":"reply","seq":1,"outcome":"ok","rtt_us":5}""",
                """{"event":"reply","seq":2,"outcome":"short","rtt_us":6,"received":"RE\\x0a"}""",
                """{"event":"timeout","seq":3,"outcome":"timed_out","rtt_us":null}""",
                """{"event":"outage_began","start":"1970-01-01T00:00:00.000000Z","end":null,"length_s":1,"messages":1}""",
                """{"event":"disconnected","reason":"connection reset by peer","lost":1,"reopens":true}""",
                """{"event":"reply","seq":4,"outcome":"late","rtt_us":7}""",
                """{"event":"outage_ended","start":"1970-01-01T00:00:00.000000Z","end":"1970-01-01T00:00:02.000000Z","length_s":2,"messages":3}""",
                """{"event":"surplus","bytes":6,"received":"\"bye\"\\x0a"}""",
            ],
            lines.Select(WithoutTime));
    }

    [Fact]
    public void Of_several_servers_each_event_names_its_own()
    {
        var text = new StringWriter { NewLine = "\n" };
        var json = new PingJson(text, Options, "two:80");

        json.Replied(0, "REPLY"u8, ReplyVerdict.Right, 0);

        Assert.Equal("""{"event":"reply","server":"two:80","seq":1,"outcome":"ok","rtt_us":0}""", WithoutTime(text.ToString().TrimEnd()));
    }

    [Theory]
    [InlineData(nameof(ReplyVerdict.Late))]
    [InlineData(nameof(ReplyVerdict.OutOfOrder))]
    [InlineData(nameof(ReplyVerdict.Altered))]
    [InlineData(nameof(ReplyVerdict.Short))]
    public void An_outcome_that_is_a_fault_is_named_as_the_faults_are(string name)
    {
        ReplyVerdict verdict = Enum.Parse<ReplyVerdict>(name);
        JsonElement line = JsonDocument.Parse(Lines(json => json.Replied(0, "X"u8, verdict, 1))[0]).RootElement;

        Assert.Contains(line.GetProperty("outcome").GetString()!, new Faults().ByKind.Select(kind => kind.Name.Replace(' ', '_')));
    }

    private static string WithoutTime(string line)
    {
        const string Time = "\"time\":\"";
        int start = line.IndexOf(Time, StringComparison.Ordinal);
        int end = line.IndexOf('"', start + Time.Length);
        Assert.Equal("2026-01-31T12:00:00.000000Z".Length, end - start - Time.Length);
        return line.Remove(start, end + 2 - start);
    }

    private static string[] Lines(Action<PingJson> show)
    {
        var text = new StringWriter { NewLine = "\n" };
        show(new PingJson(text, Options));
        return text.ToString().TrimEnd('\n').Split('\n');
    }
}
