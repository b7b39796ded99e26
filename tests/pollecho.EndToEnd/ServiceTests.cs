using System.Text.RegularExpressions;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>The server as a service: what it reports to the service manager, as sd_notify(3) says, and the unit of systemd.</summary>
public sealed class ServiceTests
{
    private const string Ready = "READY=1";
    private const string SignOfLife = "WATCHDOG=1";
    private const string Stopping = "STOPPING=1";

    /// <summary>A watchdog's time-out of 40 ms.</summary>
    private const string Watched = "WATCHDOG_USEC=40000";

    private static readonly string UnitFile = Path.Combine(ReadmeCommand.Root, ".github", "packaging", "pollecho.service");

    [Theory]
    [MemberData(nameof(Strategies.All), MemberType = typeof(Strategies))]
    public void A_silent_server_reports_that_it_is_ready_and_alive_and_stops(string wait)
    {
        using var manager = new NotifySocket();
        using PollechoServer server = StartUnder(manager, Watched, "--wait", wait);

        Assert.Equal(Ready, manager.Receive());
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(SignOfLife, manager.Receive());
        }

        server.Process.Terminate();
        Assert.Equal(Stopping, manager.ReceiveAfter(SignOfLife));
        server.Stopped();
    }

    [Fact]
    public void Several_loops_report_to_an_abstract_name_under_load()
    {
        using var manager = new NotifySocket(isAbstract: true);
        using PollechoServer server = StartUnder(manager, $"{Watched} WATCHDOG_PID=$$", "--threads", "3");
        using Pollecho client = Pollecho.RunClient(server.Port, "--connections", "10", "--count", "1000");
        Assert.True(client.ExitCode == 0, $"{client}");

        Assert.Equal(Ready, manager.Receive());
        Assert.Equal(SignOfLife, manager.Receive());
        server.Process.Terminate();
        Assert.Equal(Stopping, manager.ReceiveAfter(SignOfLife));
        server.Stopped();
    }

    [Fact]
    public void A_server_that_drains_reports_that_and_goes_on_reporting_that_it_is_alive()
    {
        using var manager = new NotifySocket();
        using PollechoServer server = StartUnder(manager, Watched, "--stats", "20ms", "--drain", "1h");
        using var stuck = new SocketPeer(server.Port);
        stuck.BeginToSendAll(Payload.Random(10 << 20));
        server.Process.WaitForLine("^rlist 0  wlist 1  ");
        Assert.Equal(Ready, manager.Receive());

        server.Process.Terminate();

        Assert.Equal(Stopping, manager.ReceiveAfter(SignOfLife));
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(SignOfLife, manager.Receive());
        }
    }

    [Theory]
    [InlineData("WATCHDOG_USEC=")]
    [InlineData("WATCHDOG_USEC=0")]
    [InlineData("WATCHDOG_USEC=soon")]
    [InlineData("WATCHDOG_USEC=99999999999999999999")]
    [InlineData("WATCHDOG_USEC=1000 WATCHDOG_PID=1")]
    public void A_server_that_is_not_watched_reports_only_its_start_and_its_stop(string environment)
    {
        using var manager = new NotifySocket();
        using PollechoServer server = StartUnder(manager, environment);
        Assert.Equal(Ready, manager.Receive());
        using Pollecho client = Pollecho.RunClient(server.Port, "--count", "3", "--interval", "1ms");

        server.Stop();

        Assert.Equal(Stopping, manager.Receive());
        Assert.False(manager.HasMore);
    }

    [Fact]
    public void A_manager_that_takes_nothing_at_first_learns_later_that_the_server_is_ready()
    {
        using var manager = new NotifySocket();
        int before = manager.Fill("X=1");
        using PollechoServer server = StartUnder(manager, Watched);
        Assert.NotNull(server.Process.Errors.WaitForLine($"^pollecho server: cannot report to the service manager at \"{Regex.Escape(manager.Name)}\": would block; serving all the same. "));
        using Pollecho client = Pollecho.RunClient(server.Port, "--count", "3", "--interval", "1ms");
        Expect.VerifiedReplies(client, 3);

        for (int i = 0; i < before; i++)
        {
            Assert.Equal("X=1", manager.Receive());
        }

        Assert.Equal(Ready, manager.Receive());
        Assert.Equal(SignOfLife, manager.Receive());
    }

    [Theory]
    [InlineData("/nonexistent/notify", "no such socket")]
    [InlineData("@nobody-listens-here", "connection refused")]
    [InlineData("vsock:2:1234", "no such socket")]
    public void A_manager_that_is_not_there_hurts_nobody(string name, string why)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "abstract names are Linux's");
        ServesWithout(name, why);
    }

    [Fact]
    public void A_name_that_is_too_long_hurts_nobody() => ServesWithout($"/{new string('x', 150)}", "no such socket");

    [Fact]
    public void Systemd_finds_no_fault_in_the_unit_and_little_that_it_could_forbid()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Tool.IsInstalled("systemd-analyze"), "There is no systemd-analyze here.");
        using var directory = new UnixSocket();
        string unit = Path.Combine(directory.Folder, "pollecho.service");
        File.WriteAllText(unit, File.ReadAllText(UnitFile).Replace("/usr/local/bin/pollecho", PollechoBinary.Path, StringComparison.Ordinal));

        Assert.Equal((0, ""), Analyze("verify", "--man=no", unit));

        // Tenths of its scale of exposure, on which a unit that forbids nothing has 96.
        (int exitCode, string output) = Analyze("security", "--offline=true", "--threshold=15", "--no-pager", unit);
        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public void The_unit_starts_the_server_with_options_that_it_has()
    {
        Match start = Regex.Match(File.ReadAllText(UnitFile), @"^ExecStart=/usr/local/bin/pollecho (server) \$POLLECHO_OPTIONS$", RegexOptions.Multiline);
        Match[] options = [.. Regex.Matches(File.ReadAllText(UnitFile), @"Environment=""POLLECHO_OPTIONS=(?<options>.*)""$", RegexOptions.Multiline).Cast<Match>()];
        Assert.Equal((true, 2), (start.Success, options.Length));

        Assert.All(options, text =>
        {
            using var manager = new NotifySocket();
            string[] given = [.. text.Groups["options"].Value.Split(' ').TakeWhile(option => option != "--port")];
            using PollechoServer server = StartUnder(manager, Watched, given);
            Assert.Equal(Ready, manager.Receive());
        });
    }

    private static void ServesWithout(string name, string why)
    {
        using PollechoServer server = PollechoServer.StartAfter($"export NOTIFY_SOCKET={name} {Watched}");
        Assert.NotNull(server.Process.Errors.WaitForLine($"^pollecho server: cannot report to the service manager at \"{Regex.Escape(name)}\": {why}; "));
        using Pollecho client = Pollecho.RunClient(server.Port, "--count", "3", "--interval", "1ms");
        Expect.VerifiedReplies(client, 3);

        server.Process.Terminate();
        server.Process.WaitForExit();
        Assert.True(server.Process.ExitCode == 0 && server.Process.Errors.Lines.Count == 1, $"{server.Process}");
        Assert.Contains("stopped after", server.Process.Output.Lines[^1], StringComparison.Ordinal);
    }

    private static PollechoServer StartUnder(NotifySocket manager, string environment, params string[] arguments) =>
        PollechoServer.StartAfter($"export NOTIFY_SOCKET={manager.Name} {environment}", arguments);

    private static (int ExitCode, string Output) Analyze(params string[] arguments)
    {
        using ChildProcess analyze = ChildProcess.Start("systemd-analyze", arguments);
        var output = new CapturedOutput(analyze.Process.StandardOutput);
        var errors = new CapturedOutput(analyze.Process.StandardError);
        Assert.True(analyze.WaitForExit() && output.WaitForEnd() && errors.WaitForEnd());
        return (analyze.Process.ExitCode, output.Text + errors.Text);
    }
}
