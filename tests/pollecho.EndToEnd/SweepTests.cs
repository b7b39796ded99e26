using System.Text.Json;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary><c>pollecho sweep</c>: what it says of a server, whatever the machine makes of the figures.</summary>
public sealed class SweepTests
{
    private static readonly string[] Short = ["-c", "2", "-d", "200ms", "-w", "50ms"];

    [Fact]
    public void Each_rate_is_measured_and_shown_with_a_chart()
    {
        using PollechoServer server = PollechoServer.Start();
        using Pollecho run = Sweep(server.Port, "--rates", "100..400", "--steps", "3");

        Assert.True(run.ExitCode == 0 && run.Errors.Text.Length == 0, $"{run}");
        Assert.Equal(["100", "200", "400"], run.Output.Lines.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(words => words.Length > 9 && words[^2].EndsWith('%')).Select(words => words[0]));
        Assert.Contains("response p99", run.Output.Text, StringComparison.Ordinal);
        Assert.All(run.Output.Lines, line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public void A_condition_that_fails_at_the_lowest_rate_is_a_result()
    {
        using PollechoServer server = PollechoServer.Start();
        using Pollecho run = Sweep(server.Port, "--rates", "100..400", "--while", "answered<1", "--json");

        JsonElement result = Result(run);
        Assert.Equal(JsonValueKind.Null, result.GetProperty("knee_messages_per_s").ValueKind);

        // On a busy machine the client may have been in the way, which is said instead.
        string? limit = result.GetProperty("limit").GetString();
        Assert.True(run.ExitCode == (limit == "lowest_rate" ? 0 : 1), $"{limit}: {run}");
    }

    [Fact]
    public void A_knee_that_is_too_low_or_unknown_fails_the_gate_and_one_that_is_high_enough_does_not()
    {
        using PollechoServer server = PollechoServer.Start();

        // Every rate keeps this, so that the knee is over the highest.
        using Pollecho high = Sweep(server.Port, "--rates", "100..200", "--steps", "2", "--while", "p99<5s", "--fail-if", "knee<90");
        using Pollecho unknown = Sweep(server.Port, "--rates", "100..200", "--steps", "2", "--while", "p99<5s", "--fail-if", "knee<1k");

        Assert.True(high.ExitCode == 0, $"{high}");
        Assert.Contains("no knee: every rate up to 200 messages/s keeps p99<5s", string.Join(' ', high.Output.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Expect.OneErrorLine(unknown, 3, "--fail-if knee<1k: it is not known", "every rate up to 200");
    }

    [Fact]
    public void What_is_known_when_it_is_interrupted_is_shown_and_marked()
    {
        using PollechoServer server = PollechoServer.Start("--stats", "100ms", "--json");
        using Pollecho run = Pollecho.Start(["sweep", $"127.0.0.1:{server.Port}", "-c", "1", "-w", "0", "-d", "300ms", "--rates", "100..1000", "--steps", "100", "--json"]);

        // The pings before the first step and after it are on connections of their own, and so are the steps: the fourth is of the second step.
        server.Process.WaitForLine(@"""accepted"":([4-9]|\d\d)");
        run.Interrupt();
        run.WaitForExit();

        JsonElement result = Result(run);
        Assert.True(run.ExitCode == 0, $"{run}");
        Assert.Equal(("interrupted", "stopped", true), (result.GetProperty("status").GetString(), result.GetProperty("limit").GetString(), result.GetProperty("interrupted").GetBoolean()));
        Assert.InRange(result.GetProperty("steps").GetArrayLength(), 1, 99);
    }

    [Fact]
    public void A_server_that_is_not_found_leaves_an_old_report_and_prints_what_failed()
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, "old");
        using Pollecho run = Pollecho.Run("sweep", "host.invalid:1", "--connect-timeout", "2s", "--svg", file, "--json");
        using Pollecho refused = Pollecho.Run("sweep", "host.invalid:1", "--svg", file, "--steps", "1");

        Expect.OneErrorLine(run, 1, "cannot find the host 'host.invalid'");
        Assert.Equal(2, refused.ExitCode);
        Assert.Equal("old", File.ReadAllText(file));
        File.Delete(file);
        using JsonDocument document = JsonDocument.Parse(run.Output.Text);
        JsonElement result = document.RootElement.GetProperty("result");
        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("options").ValueKind);
        Assert.Equal(("failed", 0), (result.GetProperty("status").GetString(), result.GetProperty("steps").GetArrayLength()));
        Assert.Contains("host.invalid", result.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_gate_cannot_tell_of_a_sweep_that_was_interrupted()
    {
        using PollechoServer server = PollechoServer.Start("--stats", "100ms", "--json");
        using Pollecho run = Pollecho.Start(["sweep", $"127.0.0.1:{server.Port}", "-c", "1", "-w", "0", "-d", "300ms", "--rates", "100..1000", "--steps", "100", "--while", "p99<5s", "--fail-if", "knee<1k"]);
        server.Process.WaitForLine(@"""accepted"":([4-9]|\d\d)");
        run.Interrupt();
        run.WaitForExit();

        Expect.OneErrorLine(run, 3, "--fail-if knee<1k: it is not known", "the sweep was stopped before its end");
    }

    [Fact]
    public void A_server_that_replies_otherwise_is_found_before_the_first_step()
    {
        using PollechoServer server = PollechoServer.Start("--reply", "echo");
        using Pollecho run = Sweep(server.Port, "--message", "hello", "--json");

        Assert.Equal(0, Result(run).GetProperty("steps").GetArrayLength());
        Expect.OneErrorLine(run, 1, "it echoes without upper case; give --expect echo");
    }

    [Fact]
    public void Where_nobody_listens_that_is_said()
    {
        using Pollecho run = Sweep(FreePort.Next());

        Expect.OneErrorLine(run, 1, "cannot connect to 127.0.0.1:");
    }

    [Fact]
    public void A_client_without_its_share_of_the_processor_is_said_to_be_the_limit()
    {
        using ControlGroup group = ControlGroup.OfProcessorTime(percent: 10);
        using PollechoServer server = PollechoServer.Start();
        using Pollecho run = Pollecho.StartAfter(group.Join, ["sweep", $"127.0.0.1:{server.Port}", "-c", "2", "-w", "0", "-d", "1s", "--rates", "1k..2k", "--steps", "2", "--while", "p99<5ms", "--json"]);
        run.WaitForExit();

        JsonElement result = Result(run);
        Assert.Equal(("failed", "client"), (result.GetProperty("status").GetString(), result.GetProperty("limit").GetString()));
        Assert.Equal(["invalid", "invalid", "invalid"], result.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("outcome").GetString()));
        Expect.OneErrorLine(run, 1, "the client could not drive even 1,000 messages/s");
    }

    [Fact]
    public void Files_are_written_besides()
    {
        string folder = Directory.CreateTempSubdirectory("pollecho-sweep").FullName;
        try
        {
            using PollechoServer server = PollechoServer.Start();
            string svg = Path.Combine(folder, "s.svg"), html = Path.Combine(folder, "s.html");
            using Pollecho run = Sweep(server.Port, "--rates", "100..200", "--steps", "2", "--svg", svg, "--html", html, "--csv");

            Assert.True(run.ExitCode == 0, $"{run}");
            Assert.StartsWith("knee_messages_per_s,rate_messages_per_s,", run.Output.Text, StringComparison.Ordinal);
            Assert.Contains("messages a second", File.ReadAllText(svg), StringComparison.Ordinal);
            Assert.Contains("<h1>pollecho sweep</h1>", File.ReadAllText(html), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Pollecho Sweep(int port, params string[] arguments) => Pollecho.Run(["sweep", $"127.0.0.1:{port}", .. Short, .. arguments]);

    private static JsonElement Result(Pollecho run) => JsonDocument.Parse(run.Output.Text).RootElement.GetProperty("result");
}
