using System.Text.RegularExpressions;
using System.Xml.Linq;
using Pollecho.Compare;
using Pollecho.Output;
using Pollecho.Output.Timeline;
using Pollecho.Timeline;
using Pollecho.Tracing;
using Pollecho.Waiting;
using static System.Diagnostics.Stopwatch;

namespace Pollecho.Tests.Output.Timeline;

public class TimelineTextTests
{
    // Times in µs since the silence began.
    private static readonly Exchange Spin = Exchanged(
        WaitStrategies.Find("spin")!,
        new(At(-1), At(20_003)) { Turns = 5000, Folded = [Folded(CallKind.Receive, "recvfrom", -1, 5000, 4000), Folded(CallKind.Accept, "poll", -1, 312, 100), Folded(CallKind.OtherWork, "", -1, 5000, 9000)] },
        Moved(CallKind.Receive, "recvfrom", 20_005, 20_007),
        Moved(CallKind.Send, "sendto", 20_008, 20_020));

    private static readonly Exchange Nap = Exchanged(
        WaitStrategies.Find("sleep")!,
        new(At(0), At(16_000)) { Turns = 16, Folded = [Folded(CallKind.Wait, "futex", 0, 16, 15_800), Folded(CallKind.Receive, "recvfrom", 0, 16, 100)] },
        new(At(19_500), At(20_600)) { Folded = [Folded(CallKind.Wait, "futex", 19_500, 1, 1100)] },
        Moved(CallKind.Receive, "recvfrom", 20_605, 20_607),
        Moved(CallKind.Send, "sendto", 20_608, 20_620));

    private static readonly Exchange Blocked = new(Contender.Blocking, 11)
    {
        StartedAt = At(0),
        SendBegan = At(20_000),
        SendReturned = At(20_010),
        ReplyArrived = At(20_100),
        Entries = [Moved(CallKind.Receive, "recvmsg", -500, 20_050), Moved(CallKind.Send, "sendto", 20_052, 20_070)],
        Cpu = TimeSpan.FromMicroseconds(60),
        CostOfCall = 50,
    };

    private static readonly TimelineResult All = Result(Spin, Nap, Blocked);

    [Fact]
    public void A_spin_asked_in_vain_all_the_time_and_never_stood_still()
    {
        string text = Text(80, Result(Spin));

        Assert.Matches(@"recvfrom +─+▶ +would block\n +┊ ×5,000 in 20\.0 ms, one every 4\.00 µs\n +┊ besides: poll \(listener\) ×312, other work ×5,000\n +20\.000 ms +● 11 bytes sent, ready in 7\.00 µs", text);
        Assert.Contains("stood still 0 ns", OneLine(text), StringComparison.Ordinal);
        Assert.Contains("send to reply 20.0 µs", OneLine(text), StringComparison.Ordinal);
        Assert.Contains("never stood still: it made 5,312 empty calls, and then saw the bytes 7.00 µs after the send.", OneLine(text), StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_that_comes_in_a_nap_waits_for_its_end()
    {
        string text = Text(80, Result(Nap));

        Assert.Matches(@"futex \(nap\) +─+▶ +stops the thread\n +┃ stopped for 1\.10 ms\n +20\.000 ms  ┃ +● 11 bytes sent", text);
        Assert.Contains("The message came while the loop slept, and waited 600 µs for the end of the nap.", OneLine(text), StringComparison.Ordinal);
    }

    [Fact]
    public void A_blocked_thread_is_stopped_until_the_bytes_are_copied()
    {
        string text = Text(80, Result(Blocked));

        Assert.Contains("The thread stood still in recvmsg, for this connection alone, until the bytes had been copied, 50.0 µs after the send.", OneLine(text), StringComparison.Ordinal);
        Assert.Contains("stood still 20.1 ms", OneLine(text), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(72)]
    [InlineData(80)]
    [InlineData(120)]
    public void It_fits_every_width(int width) => Assert.All(Text(width, All).Split('\n'), line => Assert.InRange(line.Length, 0, width));

    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    public void Without_UTF_8_it_is_ASCII(int width)
    {
        using var output = new StringWriter { NewLine = "\n" };
        TimelineText.Write(output, new TextPage(width, false, false), All);
        Assert.True(output.ToString().All(char.IsAscii), output.ToString());
    }

    [Fact]
    public void The_pictures_are_well_formed_and_name_each_contender()
    {
        using var picture = new StringWriter();
        TimelineSvg.Write(picture, All);
        XElement svg = XElement.Parse(picture.ToString());
        Assert.Equal(["spin", "sleep", "blocking"], svg.Elements().Where(group => group.Name.LocalName == "g").Select(group => group.Elements().First().Value));
        Assert.DoesNotMatch("NaN|Infinity", picture.ToString());

        using var page = new StringWriter();
        TimelineHtml.Write(page, All);
        Assert.Equal(3, Regex.Count(page.ToString(), "<figure>"));

        using var nothing = new StringWriter();
        TimelineSvg.Write(nothing, Result());
        TimelineHtml.Write(nothing, Result());
        Assert.DoesNotMatch("NaN|Infinity", nothing.ToString());
    }

    [Fact]
    public void What_is_earlier_is_higher()
    {
        var axis = new TimelineAxis([Spin, Nap, Blocked]);
        double[] times = [-30e6, -20e6, -1e6, 0, 1e3, 5e3, 1e4, 1e5, 6e5, 1e6];
        Assert.Equal(times.Select(axis.Y).Order(), times.Select(axis.Y));
        Assert.InRange(axis.Y(6.2e5), TimelineAxis.Sent, axis.Height);
    }

    private static long At(double microseconds) => 1_000_000_000 + (long)(microseconds * Frequency / 1e6);

    private static FoldedCall Folded(CallKind kind, string name, double begin, long count, double microseconds) =>
        new(kind, name, 1) { Begin = At(begin), Count = count, Ticks = (long)(microseconds * Frequency / 1e6), Stopped = microseconds / count > 30 ? (long)(microseconds * Frequency / 1e6) : 0 };

    private static TraceEntry Moved(CallKind kind, string name, double begin, double end) =>
        new(At(begin), At(end)) { Call = new TracedCall(kind, name, 1, At(begin), At(end)) { Bytes = 11 } };

    private static Exchange Exchanged(WaitKind kind, params TraceEntry[] entries) => new(new Contender(kind.Name, new WaitSpec(kind)), 11)
    {
        StartedAt = At(0),
        SendBegan = At(20_000),
        SendReturned = At(20_010),
        ReplyArrived = At(20_700),
        Entries = entries,
        Cpu = TimeSpan.FromMilliseconds(20),
        CostOfCall = 50,
    };

    private static TimelineResult Result(params Exchange[] exchanges)
    {
        var result = new TimelineResult(new TimelinePlan());
        result.Exchanges.AddRange(exchanges);
        return result;
    }

    private static string Text(int width, TimelineResult result)
    {
        using var output = new StringWriter { NewLine = "\n" };
        TimelineText.Write(output, new TextPage(width, false, true), result);
        return output.ToString();
    }

    private static string OneLine(string text) => Regex.Replace(text, @"\s+", " ");
}
