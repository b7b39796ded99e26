using System.Net;
using System.Net.Sockets;
using System.Text;
using Pollecho.Client;
using Pollecho.Commands;
using Pollecho.Results;
using Pollecho.Tests.Waiting;

namespace Pollecho.Tests.Commands;

/// <summary>What a failed run is explained by: what it was, and what helps.</summary>
public class RunFailureTests
{
    private static readonly RunOptions Options = new(new IPEndPoint(IPAddress.Loopback, 8083), new FixedPayload("x"u8.ToArray(), Expect.Upper), Ways.Of("spin"));

    [Fact]
    public void A_lost_connection_that_was_opened_again_is_reported_as_such() =>
        Assert.StartsWith("a connection to 127.0.0.1:8083 was lost 2 times; ", Explain(faults => faults.Closed = 2, Options with { Reconnect = true }), StringComparison.Ordinal);

    [Fact]
    public void Bytes_that_nobody_asked_for_are_no_matter_of_upper_case()
    {
        string told = Explain(faults => faults.SurplusBytes = 33, Options);

        Assert.Contains("sent 33 bytes that belong to no reply", told, StringComparison.Ordinal);
        Assert.DoesNotContain("--expect", told, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reply_cut_short_is_no_matter_of_time() =>
        Assert.DoesNotContain("--timeout", Explain(faults => faults.Short = 1, Options), StringComparison.Ordinal);

    [Theory]
    [InlineData(true, "1 hello", "1 HELLO", "\"1 hello\" came instead: it echoes without upper case; give --expect echo")]
    [InlineData(false, "1 HELLO", "1 hello", "\"1 HELLO\" came instead: it replies in upper case; give --expect upper")]
    [InlineData(true, "1 HELLP", "1 HELLO", "\"1 HELLP\" came instead")]
    [InlineData(true, "HTTP/1.1 400 Bad Request\r\n", "<AAAA", "came instead: it is an HTTP server")]
    [InlineData(true, "SSH-2.0-OpenSSH_9.2p1\r\n", "", "\"SSH-2.0-OpenSSH_9.2p1\\x0d\\x0a\" came where no reply was expected: it is an SSH server")]
    [InlineData(true, "\u0015\u0003\u0003\0\u0002\u0002\n", "<AAAA", "came instead: it is a TLS server")]
    public void What_came_first_that_was_wrong_is_shown_and_advice_given_where_it_is_known_to_help(bool upper, string received, string expected, string end)
    {
        var result = new RunResult { Connected = 1, FirstWrong = WrongBytes.Of(1, Encoding.Latin1.GetBytes(received), Encoding.Latin1.GetBytes(expected)) };
        result.Faults.Altered = 1;

        string told = RunFailure.Explain(result, Options with { Payload = new FixedPayload("x"u8.ToArray(), upper ? Expect.Upper : Expect.Echo) })!;

        Assert.StartsWith("1 reply from 127.0.0.1:8083 was not right; ", told, StringComparison.Ordinal);
        Assert.EndsWith(end, told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, 0, 0, true, "the run was stopped before any reply came from 127.0.0.1:8083")]
    [InlineData(0, 0, 0, false, "no message was sent that is measured; run longer than the warm-up")]
    [InlineData(10, 10, 5, false, "5 messages of 15 that were due could not be sent")]
    [InlineData(10, 10, 5, true, null)]
    [InlineData(10, 10, 0, false, null)]
    public void A_run_without_a_fault_is_good_if_something_was_answered_and_all_that_was_due_was_sent(long sent, long answered, long unsent, bool interrupted, string? expected)
    {
        var result = new RunResult { Connected = 1, Sent = sent, Answered = answered, Unsent = unsent, Stopped = interrupted, Interrupted = interrupted, Response = new() };

        string? told = RunFailure.Explain(result, Options);

        Assert.Equal(expected is null, told is null);
        Assert.StartsWith(expected ?? "", told ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Some_connections_that_had_no_source_port_left_say_what_ran_out()
    {
        string told = RunFailure.Explain(Unopened(SocketError.AddressNotAvailable, connected: 4), Options)!;

        Assert.StartsWith("some connections to 127.0.0.1:8083 could not be opened: no source port or address left to connect from; ", told, StringComparison.Ordinal);
        Assert.Contains("give the system more ports", told, StringComparison.Ordinal);
    }

    [Fact]
    public void Some_connections_that_were_refused_need_no_second_server() =>
        Assert.DoesNotContain("pollecho server", RunFailure.Explain(Unopened(SocketError.ConnectionRefused, connected: 4), Options), StringComparison.Ordinal);

    [Fact]
    public void A_name_that_could_be_reached_nowhere_is_reported_with_each_address()
    {
        using var target = new ServerTarget([Options.EndPoint])
        {
            Failures = [new(new IPEndPoint(IPAddress.IPv6Loopback, 8083), SocketError.TimedOut), new(Options.EndPoint, SocketError.HostUnreachable)],
        };

        Assert.StartsWith(
            "cannot connect to [::1]:8083: timed out, nor to 127.0.0.1:8083: host unreachable; ",
            RunFailure.Explain(Unopened(SocketError.HostUnreachable, connected: 0), Options with { Targets = [target] }),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Of_several_servers_those_that_were_not_reached_are_named_and_the_others_counted()
    {
        using ServerTarget one = new([Options.EndPoint]), two = new([new IPEndPoint(IPAddress.Loopback, 8084)]) { Name = "two:8084" }, three = new([new IPEndPoint(IPAddress.Loopback, 8085)]);
        RunResult good = new() { Connected = 1, Answered = 5 }, lost = new() { Connected = 1, Answered = 5 };
        lost.Faults.Lost = 2;
        RunOptions options = Options with { Targets = [one, two, three] };

        RunResult unreached = Together(lost, Unopened(SocketError.TimedOut, connected: 0), Unopened(SocketError.TimedOut, connected: 0));
        Assert.StartsWith("cannot connect to two:8084 at 127.0.0.1:8084: timed out, nor to 127.0.0.1:8085: timed out; ", RunFailure.Explain(unreached, options), StringComparison.Ordinal);
        Assert.EndsWith("; 1 other server failed as well", RunFailure.Explain(unreached, options), StringComparison.Ordinal);
        Assert.StartsWith("2 replies did not come from 127.0.0.1:8083 within ", unreached.Targets[0].Found.Error, StringComparison.Ordinal);
        Assert.StartsWith("cannot connect to 127.0.0.1:8084: timed out; ", unreached.Targets[1].Found.Error, StringComparison.Ordinal);

        RunResult faulty = Together(good, good, lost);
        Assert.StartsWith("2 replies did not come from 127.0.0.1:8085 within ", RunFailure.Explain(faulty, options), StringComparison.Ordinal);
        Assert.DoesNotContain("as well", RunFailure.Explain(faulty, options), StringComparison.Ordinal);
        Assert.Equal([false, false, true], faulty.Targets.Select(target => target.Found.Error is not null));
    }

    [Theory]
    [InlineData(1, "was lost once; see")]
    [InlineData(2, "was lost 2 times; see")]
    public void A_connection_that_was_opened_again_says_how_often_it_was_lost(int times, string told) =>
        Assert.Contains(told, Explain(faults => faults.Closed = times, Options with { Reconnect = true }), StringComparison.Ordinal);

    private static RunResult Together(params RunResult[] found)
    {
        var result = new RunResult { Targets = [.. found.Select((one, i) => new TargetResult(i == 1 ? "two:8084" : $"127.0.0.1:{8083 + i}", "", 1, one))] };
        Array.ForEach(found, result.Add);
        return result;
    }

    private static RunResult Unopened(SocketError error, int connected)
    {
        var result = new RunResult { Connected = connected, LastError = error };
        result.Faults.CountConnect(error);
        return result;
    }

    private static string Explain(Action<Faults> went, RunOptions options)
    {
        var result = new RunResult { Connected = 1, Answered = 20 };
        went(result.Faults);
        return RunFailure.Explain(result, options)!;
    }
}
