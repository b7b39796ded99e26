using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary><c>pollecho timeline</c>: what it draws is what happened.</summary>
public sealed class TimelineTests
{
    // What the calls of a loop are recorded as; a nap is a futex that ends by its time-out.
    private const string Traced = "execve,accept4,poll,recvfrom,recvmsg,sendto,epoll_wait,io_uring_enter,sched_yield,futex";

    [Theory]
    [InlineData("spin")]
    [InlineData("yield")]
    [InlineData("sleep:5ms")]
    [InlineData("select")]
    [InlineData("epoll")]
    [InlineData("adaptive")]
    [InlineData("blocking")]
    public void Each_call_is_one_that_the_system_saw_and_none_is_missing(string wait)
    {
        using var trace = new SystemTrace(wait);
        JsonElement[] events = [.. trace.Exchange.GetProperty("events").EnumerateArray()];
        string[] thread = trace.Thread(wait == "blocking" ? "recvmsg(" : "compare-server");

        // The recording ends with the reply, and has no gap, so that it is the end of what the system saw up to there.
        int reply = Array.FindLastIndex(thread, line => Name(line) == "sendto");
        var recorded = new Dictionary<string, long>();
        foreach ((string name, long count) in events.SelectMany(Calls))
        {
            recorded[name] = recorded.GetValueOrDefault(name) + count;
        }

        int calls = (int)recorded.Values.Sum();
        Assert.True(reply + 1 >= calls, $"It recorded {calls} calls, of which the system saw {reply + 1}.");
        string[] seen = thread[(reply + 1 - calls)..(reply + 1)];
        Assert.Equal(seen.GroupBy(Name).Select(group => $"{group.Key} {group.Count()}").Order(), recorded.Select(call => $"{call.Key} {call.Value}").Order());

        // Those that did something, in order, with what they moved.
        string[] did = [.. events.Where(one => one.TryGetProperty("bytes", out JsonElement bytes) && bytes.GetInt32() > 0)
            .Select(one => $"{one.GetProperty("call").GetString()} {one.GetProperty("bytes").GetInt32()}")];
        Assert.Equal(did, seen.Where(line => Regex.IsMatch(line, @"^[\d.]+ (recv|send).* = [1-9]\d*$")).Select(line => $"{Name(line)} {line.Split(" = ")[^1]}"));
    }

    [Fact]
    public void Asynchronous_calls_rest_on_epoll_as_is_said()
    {
        using var trace = new SystemTrace("async");
        string[] calls = [.. trace.Exchange.GetProperty("events").EnumerateArray().Select(one => one.GetProperty("call").GetString()!)];
        Assert.Equal(["ReceiveAsync", "SendAsync"], calls);

        Assert.Contains(trace.Thread("epoll_wait("), line => line.Contains("EPOLLIN", StringComparison.Ordinal));
        Assert.Contains(trace.Thread(" EAGAIN "), line => Name(line) == "recvfrom");
        Assert.Contains(trace.Thread("sendto("), line => Regex.IsMatch(line, @"recvfrom.* = [1-9]"));
    }

    [Fact]
    public void Completion_takes_one_call_that_has_the_bytes_and_one_that_sends_the_reply()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "io_uring is Linux's");
        using Pollecho list = Pollecho.Run("timeline", "--wait", "none");
        Assert.SkipUnless(list.Errors.Text.Contains("io_uring", StringComparison.Ordinal), "io_uring is forbidden here");
        using var trace = new SystemTrace("io_uring");
        JsonElement[] events = [.. trace.Exchange.GetProperty("events").EnumerateArray()];

        Assert.Equal(["recv io_uring_enter", "send io_uring_enter"], events.Select(one => $"{one.GetProperty("kind").GetString()} {one.GetProperty("call").GetString()}"));
        string[] thread = trace.Thread("io_uring_enter(");
        Assert.All(thread, line => Assert.Equal("io_uring_enter", Name(line)));
    }

    [Fact]
    public void Cause_comes_before_effect_on_both_sides_of_the_connection()
    {
        PollechoBinary.SkipUnlessItStartsItself();
        using Pollecho run = Pollecho.Run("timeline", "--json", "--silence", "5ms");
        Assert.True(run.ExitCode == 0, $"{run}");

        JsonElement[] exchanges = [.. JsonDocument.Parse(run.Output.Text).RootElement.GetProperty("exchanges").EnumerateArray()];
        Assert.Contains(exchanges, exchange => exchange.GetProperty("wait").GetString() == "async");
        Assert.All(exchanges, exchange =>
        {
            long sendBegan = Number(exchange, "send_began_ns"), replyArrived = Number(exchange, "reply_arrived_ns");
            JsonElement[] events = [.. exchange.GetProperty("events").EnumerateArray()];
            JsonElement received = events.Last(one => Is(one, "recv")), sent = events.Last(one => Is(one, "send"));
            Assert.InRange(sendBegan, 5_000_000, long.MaxValue);
            Assert.InRange(Number(received, "end_ns"), sendBegan, Number(sent, "begin_ns"));
            Assert.InRange(Number(sent, "begin_ns"), sendBegan, replyArrived);
            Assert.InRange(Number(exchange, "send_to_reply_ns"), 1, Number(exchange, "round_trip_ns"));
            Assert.Equal(replyArrived - sendBegan, Number(exchange, "round_trip_ns"), 1000.0);
            Assert.All(events, one => Assert.True(Number(one, "begin_ns") <= Number(one, "end_ns"), $"{one}"));
        });

        static bool Is(JsonElement one, string kind) => one.TryGetProperty("bytes", out JsonElement bytes) && bytes.GetInt32() > 0 && one.GetProperty("kind").GetString() == kind;
    }

    [Fact]
    public void A_pause_of_the_process_is_no_call_of_the_loop_and_the_picture_says_what_each_way_did()
    {
        PollechoBinary.SkipUnlessItStartsItself();
        using Pollecho run = Pollecho.Run("timeline", "--wait", "spin,sleep:1s,select", "--silence", "500ms");
        Assert.True(run.ExitCode == 0 && run.Errors.Text.Length == 0, $"{run}");

        string[] parts = Regex.Split(run.Output.Text.ReplaceLineEndings("\n"), @"^(?=spin$|sleep:1000ms$|sleep:1s$|select$)", RegexOptions.Multiline);
        Assert.Equal(4, parts.Length);
        Assert.Matches(@"recv(from)? .*would block\n.*×[\d,]+ in ", parts[1]);
        Assert.Contains("stood still 0 ns", parts[1], StringComparison.Ordinal);
        Assert.Matches(@"The message came while the loop slept, and waited [\d.]+ ms\s+for the end of the nap", Regex.Replace(parts[2], @"\s+", " "));
        Assert.Matches("The thread stood still in (poll|select) until the system woke it", Regex.Replace(parts[3], @"\s+", " "));
        Assert.All(run.Output.Lines, line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public void As_mermaid_it_is_a_diagram_for_each_way()
    {
        PollechoBinary.SkipUnlessItStartsItself();
        using Pollecho run = Pollecho.Run("timeline", "--wait", "spin,blocking", "--mermaid");
        Assert.True(run.ExitCode == 0, $"{run}");

        Assert.Equal(2, run.Output.Lines.Count(line => line == "sequenceDiagram"));
        Assert.All(
            run.Output.Lines.SkipWhile(line => line != "sequenceDiagram").TakeWhile(line => line != "```").Skip(1),
            line => Assert.Matches(@"^    (participant [PKS] as \w+|[PKS]-?->>[PKS]: .+|loop .+|end|Note over P: .+)$", line));
    }

    [Fact]
    public void A_server_that_cannot_start_is_named_with_its_reason()
    {
        PollechoBinary.SkipUnlessItStartsItself();
        Assert.SkipUnless(OperatingSystem.IsLinux() && Tool.IsInstalled("strace"), "needs strace");
        using ChildProcess run = ChildProcess.Start("strace", [
            "-f", "-qq", "-o", "/dev/null", "-e", "trace=listen", "-e", "inject=listen:error=EADDRINUSE", PollechoBinary.Path, "timeline", "--wait", "epoll,spin"]);
        var output = new CapturedOutput(run.Process.StandardOutput);
        var errors = new CapturedOutput(run.Process.StandardError);
        Assert.True(run.WaitForExit() && output.WaitForEnd() && errors.WaitForEnd(), "It does not end.");
        Assert.SkipWhen(errors.Text.Contains("ptrace", StringComparison.Ordinal), "strace may not trace here");

        Assert.Equal(1, run.Process.ExitCode);
        Assert.Equal(
            ["epoll", "spin"], errors.Lines.Select(line => Regex.Match(line, @"^pollecho: (\w+) could not be recorded: it ended with exit code 1: pollecho: Address already in use$").Groups[1].Value));
    }

    [Fact]
    public void Stopped_early_it_leaves_nobody_behind()
    {
        PollechoBinary.SkipUnlessItStartsItself();
        ProcessUse.Required();
        using Pollecho run = Pollecho.Start("timeline", "--wait", "spin,epoll", "--silence", "10s");
        string children = $"/proc/{run.Id}/task/{run.Id}/children", server = "";
        Assert.True(SpinWait.SpinUntil(() => (server = File.ReadAllText(children).Trim()).Length > 0, Patience.Limit), "It starts no server.");
        run.Terminate();
        run.WaitForExit();

        Assert.Equal(1, run.ExitCode);
        Assert.False(Directory.Exists($"/proc/{server}"), "The server is still there.");
        Assert.Equal(["pollecho: stopped before its end: 0 of 2 are recorded"], run.Errors.Lines);
    }

    private static long Number(JsonElement element, string name) => element.GetProperty(name).GetInt64();

    private static string Name(string line) => Regex.Match(line, @"^[\d.]+ (\w+)\(").Groups[1].Value;

    /// <summary>The calls to the system of one event.</summary>
    private static IEnumerable<(string Name, long Count)> Calls(JsonElement one) => one.TryGetProperty("calls", out JsonElement folded)
        ? folded.EnumerateArray().Where(call => call.GetProperty("kind").GetString() != "other_work").Select(call => (call.GetProperty("call").GetString()!, Number(call, "count")))
        : [(one.GetProperty("call").GetString()!, 1)];

    /// <summary>An exchange, and what strace saw of it: a file for each thread.</summary>
    private sealed class SystemTrace : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pollecho-timeline");
        private readonly List<string[]> _threads;

        public SystemTrace(string wait)
        {
            PollechoBinary.SkipUnlessItStartsItself();
            Assert.SkipUnless(OperatingSystem.IsLinux() && Tool.IsInstalled("strace"), "needs strace");
            using ChildProcess run = ChildProcess.Start("strace", [
                "-ff", "-qq", "-ttt", "-o", Path.Combine(_folder.FullName, "t"), "-e", $"trace={Traced}", PollechoBinary.Path,
                "timeline", "--wait", wait, "--json"]);
            var output = new CapturedOutput(run.Process.StandardOutput);
            var errors = new CapturedOutput(run.Process.StandardError);
            Assert.True(run.WaitForExit() && output.WaitForEnd() && errors.WaitForEnd(), "It does not end.");
            Assert.SkipWhen(errors.Text.Contains("ptrace", StringComparison.Ordinal), "strace may not trace here");
            Assert.True(run.Process.ExitCode == 0, errors.Text);
            Exchange = JsonDocument.Parse(output.Text).RootElement.GetProperty("exchanges").EnumerateArray().Single();

            // In the order of their numbers: the server's come after those of the program that started it.
            _threads = [.. _folder.GetFiles("t.*").OrderBy(file => int.Parse(file.Extension[1..], CultureInfo.InvariantCulture))
                .Select(file => File.ReadAllLines(file.FullName).Where(IsCall).ToArray())];
        }

        public JsonElement Exchange { get; }

        /// <summary>The calls of the last thread that has one with that in it.</summary>
        public string[] Thread(string text) => _threads.Last(thread => thread.Any(line => line.Contains(text, StringComparison.Ordinal)));

        public void Dispose() => _folder.Delete(recursive: true);

        // A futex that is no nap is a lock, or the end of one.
        private static bool IsCall(string line) => !line.Contains(" futex(", StringComparison.Ordinal) || line.Contains("ETIMEDOUT", StringComparison.Ordinal);
    }
}
