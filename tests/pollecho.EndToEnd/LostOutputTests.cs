using System.Diagnostics;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>A server whose output goes nowhere serves on, and ends when it is asked to.</summary>
public sealed class LostOutputTests
{
    [Theory]
    [InlineData("--trace")]
    [InlineData("--trace", "--threads", "2")]
    [InlineData("--stats", "1ms")]
    public void A_reader_that_takes_nothing_holds_up_neither_the_service_nor_the_stop(params string[] arguments)
    {
        // Nobody reads its output but for the first line.
        using ChildProcess server = ChildProcess.Start(PollechoBinary.Path, ["server", "--port", "0", .. arguments]);
        int port = PollechoServer.PortIn(server.Process.StandardOutput.ReadLine());
        var errors = new CapturedOutput(server.Process.StandardError);

        // Each is two lines of a trace at the least: more than a pipe and the lines that wait hold.
        using Pollecho client = Pollecho.RunClient(port, "--count", "20000", "--connections", "10");
        Assert.True(client.ExitCode == 0, $"{client}");
        server.Signal(Signals.SIGTERM);

        Assert.True(server.WaitForExit() && errors.WaitForEnd(), "It does not end.");
        if (arguments[0] == "--trace")
        {
            Assert.Equal(1, server.Process.ExitCode);
            Assert.Equal("pollecho: cannot write to standard output: its reader, or the terminal, takes nothing; resume or close it", Assert.Single(errors.Lines));
        }
    }

    [Fact]
    public void A_terminal_that_is_paused_holds_up_neither_the_service_nor_the_stop()
    {
        int port = FreePort.Next();
        using Terminal terminal = Terminal.Start("xterm", null, "server", "--port", $"{port}", "--trace");
        terminal.WaitForText($"listening on 127.0.0.1:{port}");
        terminal.Type("\x13");

        using Pollecho client = Pollecho.RunClient(port, "--count", "20000", "--connections", "10");
        Assert.True(client.ExitCode == 0, $"{client}");
        terminal.PressCtrlC();

        // By itself Ctrl+C lets a terminal go on, so whether the last line was printed is its matter.
        Assert.InRange(terminal.WaitForExit(), 0, 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_file_that_may_not_grow_does_not_end_the_service(bool json)
    {
        PollechoBinary.SkipIfEmulated();
        string file = Path.GetTempFileName();
        try
        {
            // In blocks of 512 or 1,024 bytes, as the shell counts.
            using Pollecho server = Pollecho.StartAfter(
                $"ulimit -f 4 && exec >'{file}'", [.. (string[])["server", "--port", "0", "--stats", "1ms"], .. (string[])(json ? ["--json"] : [])]);
            Assert.True(SpinWait.SpinUntil(() => new FileInfo(file).Length >= 2048, Patience.Limit), $"{server}");
            int port = PollechoServer.PortIn(File.ReadLines(file).First());
            using Pollecho client = Pollecho.RunClient(port, "--count", "10", "--interval", "1ms");
            Expect.VerifiedReplies(client, 10);

            server.Terminate();
            server.WaitForExit();

            Assert.Equal(1, server.ExitCode);
            Assert.StartsWith("pollecho: cannot write to standard output: ", Assert.Single(server.Errors.Lines), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_line_that_was_written_in_part_does_not_spoil_the_next()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && Tool.IsInstalled("mount"), "mounts a small file system, which needs root");
        string folder = Directory.CreateTempSubdirectory("pollecho").FullName;
        try
        {
            Run("mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", folder);
            string file = Path.Combine(folder, "log");
            string filling = Path.Combine(folder, "filling");
            File.WriteAllBytes(filling, new byte[8192]);
            using Pollecho server = Pollecho.StartAfter($"exec >>'{file}'", "server", "--port", "0", "--stats", "1ms", "--json");
            Assert.True(SpinWait.SpinUntil(() => File.Exists(file) && new FileInfo(file).Length >= 8192, Patience.Limit), $"{server}");
            using Pollecho client = Pollecho.RunClient(PollechoServer.PortIn(File.ReadLines(file).First()), "--count", "1");
            Expect.VerifiedReplies(client, 1);

            File.Delete(filling);
            Assert.True(SpinWait.SpinUntil(() => new FileInfo(file).Length > 9000, Patience.Limit), $"{server}");
            server.Terminate();
            server.WaitForExit();

            // The one that was cut is a line of its own, and all others are whole.
            string[] lines = File.ReadAllLines(file);
            Assert.InRange(lines.Count(line => !line.EndsWith('}')), 0, 1);
            Assert.All(lines, line => Assert.StartsWith("{\"event\":", line, StringComparison.Ordinal));
            Assert.Matches("\"dropped_lines\":[1-9]", lines[^2]);
        }
        finally
        {
            Run("umount", folder);
            Directory.Delete(folder);
        }
    }

    [Fact]
    public void Periods_of_a_load_that_could_not_be_printed_are_counted()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && Tool.IsInstalled("mount"), "mounts a small file system, which needs root");
        string folder = Directory.CreateTempSubdirectory("pollecho").FullName;
        try
        {
            Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder);
            string file = Path.Combine(folder, "log");
            string filling = Path.Combine(folder, "filling");
            File.WriteAllBytes(filling, new byte[(1 << 20) - 8192]);
            using PollechoServer server = PollechoServer.Start();
            using Pollecho client = Pollecho.StartAfter($"exec >>'{file}'", "client", $"127.0.0.1:{server.Port}", "-c", "2", "-q", "100", "--stats", "20ms", "--json");
            Assert.True(SpinWait.SpinUntil(() => File.Exists(file) && new FileInfo(file).Length >= 8192, Patience.Limit), $"{client}");
            using Pollecho other = Pollecho.RunClient(server.Port, "--count", "1");
            Expect.VerifiedReplies(other, 1);

            File.Delete(filling);
            Assert.True(SpinWait.SpinUntil(() => new FileInfo(file).Length > 9000, Patience.Limit), $"{client}");
            client.Interrupt();
            client.WaitForExit();

            Assert.Equal(0, client.ExitCode);
            Assert.Matches("^pollecho: [1-9][0-9]* lines? of --stats could not be printed$", Assert.Single(client.Errors.Lines));
            Assert.Contains("\"status\":\"ok\"", File.ReadLines(file).Last(), StringComparison.Ordinal);
        }
        finally
        {
            Run("umount", folder);
            Directory.Delete(folder);
        }
    }

    [Fact]
    public void A_reader_that_is_late_on_a_pipe_that_does_not_block_is_waited_for()
    {
        // Python makes its end of the pipe non-blocking, which is the server's too, and reads nothing for a while.
        const string Late = """
            import os, re, signal, subprocess, sys, time
            r, w = os.pipe()
            os.set_blocking(w, False)
            p = subprocess.Popen([sys.argv[1], 'server', '--port', '0', '--stats', '1ms'], stdout=w)
            os.close(w)
            time.sleep(2)
            p.poll() is None or sys.exit('it has ended')
            p.terminate()
            text = b''
            while piece := os.read(r, 65536):
                text += piece
            sys.exit(p.wait() or not re.search(rb'\npollecho server: stopped after [^\n]*\n$', text))
            """;
        using Tool python = Tool.Start("python3", "-c", Late, PollechoBinary.Path);
        Assert.Empty(python.ReceiveToEnd());
    }

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        Assert.True(process.WaitForExit(Patience.Limit) && process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} failed");
    }
}
