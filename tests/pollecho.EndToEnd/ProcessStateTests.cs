using System.Globalization;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>Whatever state the process is started in: streams that are closed, signals that are blocked, process 1, no network.</summary>
public sealed class ProcessStateTests
{
    private static readonly string[] Redirections = ["2>&-", ">&-", "<&-", "<&- >&-", "<&- 2>&-", ">&- 2>&-", "<&- >&- 2>&-"];

    /// <summary>Commands with what they exit with when stdout is open; each with every set of streams that are closed.</summary>
    public static TheoryData<string, int, string> CommandsAndRedirections
    {
        get
        {
            var cases = new TheoryData<string, int, string>();
            foreach (string redirection in Redirections)
            {
                cases.Add("--version", 0, redirection);
                cases.Add("man", 0, redirection);
                cases.Add("client --nosuch", 2, redirection);
                cases.Add("client --fail-if nosuch", 2, redirection);
                cases.Add("client --port 1 --count 1", 1, redirection);
                cases.Add("client --port 1 --count 1 --json", 1, redirection);
                cases.Add("compare --strategies nosuch", 2, redirection);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(CommandsAndRedirections))]
    public void Closed_streams_change_nothing_but_that_a_result_cannot_be_written(string arguments, int exitCode, string redirection)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no sh here to close a stream.");
        using ChildProcess shell = ChildProcess.Start("sh", ["-c", $"exec \"$0\" {arguments} {redirection}", PollechoBinary.Path]);
        var output = new CapturedOutput(shell.Process.StandardOutput);
        var errors = new CapturedOutput(shell.Process.StandardError);

        Assert.True(shell.WaitForExit() && output.WaitForEnd() && errors.WaitForEnd(), "It does not end.");
        bool losesResult = exitCode == 0 && redirection.Contains(">&-", StringComparison.Ordinal) && redirection is not ("2>&-" or "<&- 2>&-");
        Assert.Equal(losesResult ? 1 : exitCode, shell.Process.ExitCode);
        Assert.InRange(errors.Lines.Count, 0, 1);
    }

    [Theory]
    [InlineData("2>&-")]
    [InlineData("<&-")]
    [InlineData("<&- 2>&-")]
    public void A_server_with_closed_streams_serves_and_ends(string redirection)
    {
        using ChildProcess server = StartServer($"exec \"$0\" server --port 0 {redirection}");
        int port = PollechoServer.PortIn(server.Process.StandardOutput.ReadLine());

        using Pollecho client = Pollecho.RunClient(port, "--count", "5", "--interval", "1ms");
        Expect.VerifiedReplies(client, 5);
        server.Signal(Signals.SIGTERM);

        Assert.True(server.WaitForExit() && server.Process.ExitCode == 0);
    }

    [Theory]
    [InlineData(Signals.SIGTERM)]
    [InlineData(Signals.SIGINT)]
    [InlineData(Signals.SIGHUP)]
    public void A_signal_that_the_parent_had_blocked_ends_it_all_the_same(int signal)
    {
        const string Blocking = "import os, signal, sys; signal.pthread_sigmask(signal.SIG_BLOCK, {1, 2, 15}); os.execv(sys.argv[1], sys.argv[1:])";
        Assert.SkipUnless(Tool.IsInstalled("python3") && !OperatingSystem.IsWindows(), "There is no python3 here to block a signal.");
        using ChildProcess server = ChildProcess.Start("python3", ["-c", Blocking, PollechoBinary.Path, "server", "--port", "0"]);
        PollechoServer.PortIn(server.Process.StandardOutput.ReadLine());

        server.Signal(signal);

        Assert.True(server.WaitForExit() && server.Process.ExitCode == 0);
    }

    [Fact]
    public void A_signal_that_it_was_started_to_ignore_is_ignored()
    {
        using ChildProcess server = StartServer("trap '' HUP; exec \"$0\" server --port 0");
        int port = PollechoServer.PortIn(server.Process.StandardOutput.ReadLine());

        server.Signal(Signals.SIGHUP);
        using Pollecho client = Pollecho.RunClient(port, "--count", "5", "--interval", "1ms");
        Expect.VerifiedReplies(client, 5);
        server.Signal(Signals.SIGTERM);

        Assert.True(server.WaitForExit() && server.Process.ExitCode == 0);
    }

    [Theory]
    [InlineData(Signals.SIGTERM)]
    [InlineData(Signals.SIGINT)]
    public void As_process_1_a_second_signal_ends_it_at_once(int signal)
    {
        PollechoBinary.SkipIfEmulated();
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && Tool.IsInstalled("unshare"), "needs unshare(1) and root");
        using ChildProcess unshare = ChildProcess.Start(
            "unshare", ["--pid", "--fork", "--mount-proc", "--kill-child", PollechoBinary.Path, "server", "--port", "0", "--json", "--stats", "20ms", "--drain", "1h"]);
        var output = new CapturedOutput(unshare.Process.StandardOutput);
        var errors = new CapturedOutput(unshare.Process.StandardError);
        bool listens = output.WaitForLine("listening") is not null;
        Assert.SkipWhen(!listens && errors.Text.StartsWith("unshare: ", StringComparison.Ordinal), $"no process can be number 1 here: {errors.Text}");
        int port = PollechoServer.PortIn(output.Lines[0]);
        using var stuck = new SocketPeer(port);
        stuck.BeginToSendAll(Payload.Random(10 << 20));
        Assert.NotNull(output.WaitForLine("\"wlist\":1,"));
        int server = int.Parse(File.ReadAllText($"/proc/{unshare.Process.Id}/task/{unshare.Process.Id}/children"), CultureInfo.InvariantCulture);

        Signals.Send(server, signal);
        Assert.True(SpinWait.SpinUntil(() => !SocketPeer.CanConnect(port), Patience.Limit));

        // Signals close together count as one.
        Thread.Sleep(300);
        Assert.False(unshare.Process.HasExited);
        Signals.Send(server, signal);

        Assert.True(unshare.WaitForExit(), "It does not end.");
        Assert.Equal(128 + signal, unshare.Process.ExitCode);
    }

    [Theory]
    [MemberData(nameof(Strategies.All), MemberType = typeof(Strategies))]
    public void Without_any_network_it_starts_and_is_woken_to_stop(string wait)
    {
        // A new network namespace has a loopback interface that is down.
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && Tool.IsInstalled("unshare"), "needs unshare(1) and root");
        using ChildProcess server = ChildProcess.Start(
            "unshare", ["--net", PollechoBinary.Path, "server", "--port", "0", "--bind", "0.0.0.0", "--threads", "2", "--wait", wait]);
        var errors = new CapturedOutput(server.Process.StandardError);
        string? first = server.Process.StandardOutput.ReadLine();
        Assert.True(first?.Contains("listening", StringComparison.Ordinal), $"{first} {errors.Text}");

        server.Signal(Signals.SIGTERM);

        Assert.True(server.WaitForExit() && server.Process.ExitCode == 0);
    }

    [Fact]
    public void Without_any_network_the_client_says_what_is_missing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && Tool.IsInstalled("unshare"), "needs unshare(1) and root");
        using ChildProcess client = ChildProcess.Start("unshare", ["--net", PollechoBinary.Path, "client", "--count", "1"]);
        var errors = new CapturedOutput(client.Process.StandardError);

        Assert.True(client.WaitForExit() && errors.WaitForEnd(), "It does not end.");
        Assert.Equal(1, client.Process.ExitCode);
        Assert.StartsWith("pollecho: cannot connect to 127.0.0.1:8083: network unreachable; ", Assert.Single(errors.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_processor_that_it_may_not_use_is_refused_with_those_it_may()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.ProcessorCount > 1 && Tool.IsInstalled("taskset"), "needs taskset(1) and two processors");
        using ChildProcess confined = ChildProcess.Start("taskset", ["--cpu-list", "1", PollechoBinary.Path, "server", "--port", "0", "--cpu", "1023"]);
        var errors = new CapturedOutput(confined.Process.StandardError);

        Assert.True(confined.WaitForExit() && errors.WaitForEnd());
        Assert.StartsWith("pollecho: cannot pin a loop to processor 1023: ", Assert.Single(errors.Lines), StringComparison.Ordinal);
        Assert.EndsWith("this process may use processor 1", errors.Lines[0], StringComparison.Ordinal);
    }

    private static ChildProcess StartServer(string command)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no sh here.");
        return ChildProcess.Start("sh", ["-c", command, PollechoBinary.Path]);
    }
}
