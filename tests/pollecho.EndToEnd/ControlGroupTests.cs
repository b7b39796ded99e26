using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>In a control group, as of a container, that limits memory, threads or processors.</summary>
public sealed class ControlGroupTests
{
    [Theory]
    [InlineData("epoll", 1)]
    [InlineData("select", 1)]
    [InlineData("epoll", 2)]
    public void With_little_memory_a_server_survives_a_crowd_that_never_reads(string wait, int threads)
    {
        const int First = 200;
        const int Stuck = 1_100;
        using var group = ControlGroup.OfMemory(48 << 20);
        using PollechoServer server = PollechoServer.StartAfter(
            group.Join, "--wait", wait, "--threads", $"{threads}", "--json", "--stats", "20ms");
        using var good = new SocketPeer(server.Port);
        good.Send("x"u8);
        Assert.Equal("X"u8, good.Receive(1));
        using (var first = new Crowd(server.Port, First))
        using (var others = new Crowd(server.Port, Stuck - First))
        {
            // These are more than there is memory for, and far quicker to fill than all.
            first.FillUntil(() => server.Process.HasExited || Count("read_put_off") > 0 || Count("wlist") == First);

            // Each of them is either not read any more, or has a part of its reply waiting here.
            others.FillUntil(() => server.Process.HasExited || Count("wlist") + Count("read_put_off") >= Stuck);
            Assert.False(server.Process.HasExited, $"{server.Process}");
        }

        server.Process.WaitForLine("\"rlist\":1,\"wlist\":0,", after: server.Process.Output.Lines.Count);
        good.Send("x"u8);
        Assert.Equal("X"u8, good.Receive(1));
        server.Stop();

        int Count(string key) => Regex.Match(server.Process.Output.Lines[^1], $"\"{key}\":(\\d+)") is { Success: true } match
            ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0;
    }

    [Fact]
    public void Without_a_thread_to_spare_a_server_stops_well_and_one_that_cannot_start_says_so()
    {
        PollechoBinary.SkipIfEmulated();
        using var group = ControlGroup.OfThreads(100);
        using ChildProcess server = ChildProcess.Start("sh", ["-c", $"{group.Join} && exec \"$0\" server --port 0 --threads 2", PollechoBinary.Path]);
        PollechoServer.PortIn(server.Process.StandardOutput.ReadLine());
        group.Limit = $"{group.Read("pids.current")}";

        server.Signal(Signals.SIGTERM);

        Assert.True(server.WaitForExit() && server.Process.ExitCode == 0, "It does not stop well.");
        Assert.Equal("", server.Process.StandardError.ReadToEnd());

        // From more threads than it needs down to hardly any: it says that it listens and stops well, or it does neither.
        for (int threads = 10; threads >= 2; threads--)
        {
            group.Limit = $"{threads}";
            using ChildProcess starved = ChildProcess.Start("sh", ["-c", $"{group.Join} && exec \"$0\" server --port 0 --threads 4", PollechoBinary.Path]);
            var output = new CapturedOutput(starved.Process.StandardOutput);
            var errors = new CapturedOutput(starved.Process.StandardError);
            bool listens = output.WaitForLine("listening") is not null;
            if (listens)
            {
                starved.Signal(Signals.SIGTERM);
            }

            Assert.True(starved.WaitForExit() && errors.WaitForEnd(), "It does not end.");
            Assert.Equal(listens ? 0 : 1, starved.Process.ExitCode);
            Assert.Matches(listens ? "^$" : "^pollecho: the system has no more memory or threads; .*\n$", errors.Text);
        }
    }

    [Fact]
    public void A_processor_outside_of_its_set_is_refused_with_the_one_that_there_is()
    {
        Assert.SkipUnless(Environment.ProcessorCount > 1, "needs two processors");
        using var group = ControlGroup.OfProcessor(1);
        using Pollecho confined = Pollecho.StartAfter(group.Join, "server", "--port", "0", "--cpu", "0");
        confined.WaitForExit();

        Expect.OneErrorLine(confined, 1, "cannot pin a loop to processor 0: ", "this process may use processor 1");
    }
}
