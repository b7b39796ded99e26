using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>What changed between results of real runs.</summary>
public sealed class DiffTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pollecho-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Two_sets_of_runs_of_the_client_are_compared_figure_by_figure()
    {
        using (PollechoServer one = PollechoServer.Start())
        using (PollechoServer other = PollechoServer.Start())
        {
            for (int run = 0; run < 4; run++)
            {
                Append("base.json", ClientResult(one.Port));
                Append("new.json", ClientResult(other.Port));
            }
        }

        using Pollecho text = Diff("base.json", "new.json");
        using Pollecho json = Diff("base.json", "new.json", "--json");

        Assert.True(text.ExitCode == 0 && text.Errors.Text.Length == 0, $"{text}");
        Assert.Matches(@"(?m)^  rate +[\d,]+/s +[\d,]+/s +([+-][\d,.]+|0)%  +(worse|better|no difference)\r?$", text.Output.Text);
        Assert.True(json.ExitCode == 0, $"{json}");
        using JsonDocument document = JsonDocument.Parse(json.Output.Text);
        JsonElement p50 = document.RootElement.GetProperty("figures").EnumerateArray().Single(figure => figure.GetProperty("figure").GetString() == "service.p50");
        Assert.Equal(4, p50.GetProperty("base").GetProperty("runs").GetInt32());
        Assert.Contains(p50.GetProperty("difference").GetString(), (string[])["higher", "lower", "no_difference"]);
    }

    [Fact]
    public void A_gate_cannot_tell_by_runs_that_failed_unless_they_are_taken_anyway()
    {
        using PollechoServer server = PollechoServer.Start();
        string good = ClientResult(server.Port);
        Append("base.json", good);
        Append("new.json", Changed(good, root => (root["result"]!["status"], root["result"]!["error"], root["result"]!["turns"]) = ("failed", "half was lost", 1)));

        using Pollecho plain = Diff("base.json", "new.json");
        using Pollecho gate = Diff("base.json", "new.json", "--fail-if", "p99>+10%");
        using Pollecho anyway = Diff("base.json", "new.json", "--fail-if", "p99>+10%", "--anyway");
        using Pollecho crossed = Diff("base.json", "new.json", "--fail-if", "p99>-10%");

        Assert.Equal([0, 1, 0, 3], new[] { plain, gate, anyway, crossed }.Select(run => run.ExitCode));
        Expect.OneErrorLine(gate, 1, "--fail-if cannot tell", "its status is failed: half was lost", "--anyway");
    }

    [Fact]
    public void A_ping_s_result_is_found_among_its_lines()
    {
        using PollechoServer server = PollechoServer.Start();
        using Pollecho ping = Pollecho.RunClient(server.Port, "--count", "3", "--interval", "1ms", "--json");
        Append("base.json", ping.Output.Text);
        Append("new.json", Changed(ping.Output.Text, root => root["result"]!["jitter_us"] = 1e6));

        using Pollecho diff = Diff("base.json", "new.json");

        Assert.True(diff.ExitCode == 0, $"{diff}");
        Assert.Matches(@"(?m)^  jitter .* not judged\r?$", diff.Output.Text);
        Assert.Contains("cannot tell a difference from noise", diff.Output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_comparison_s_figures_are_compared()
    {
        PollechoBinary.SkipUnlessItStartsItself();
        using Pollecho compare = Pollecho.Run("compare", "--strategies", "spin", "--quick", "--runs", "1", "--connections", "2", "--idle-connections", "2", "--json");
        Append("base.json", compare.Output.Text);
        Append("new.json", Changed(compare.Output.Text, root => root["elapsed_s"] = 1));

        using Pollecho diff = Diff("base.json", "new.json");

        Assert.True(diff.ExitCode == 0, $"{diff}");
        Assert.Matches(@"(?m)^saturated\.spin\r?$", diff.Output.Text);
        Assert.Matches(@"(?m)^  messages_per_s +[\d,]+/s +[\d,]+/s +0%", diff.Output.Text);
    }

    [Fact]
    public void A_change_beyond_the_limit_fails()
    {
        string result = OneResult();
        Append("base.json", result);
        Append("new.json", Changed(result, root => root["result"]!["messages_per_s"] = 1));

        using Pollecho crossed = Diff("base.json", "new.json", "--fail-if", "p99>+10%", "--fail-if", "rate<-5%", "--fail-if", "rate<-6%");
        using Pollecho passed = Diff("base.json", "new.json", "--fail-if", "p99>+10%");
        using Pollecho unknown = Diff("base.json", "new.json", "--fail-if", "p98>+10%");

        Expect.OneErrorLine(crossed, 3, "--fail-if rate<-5%: it is -", "too few runs to tell", "; rate<-6%: it is -");
        Assert.Contains("worse", crossed.Output.Text, StringComparison.Ordinal);
        Assert.True(passed.ExitCode == 0, $"{passed}");
        Assert.Contains("p99>+10%: passed, service.p99 is 0%", passed.Output.Text, StringComparison.Ordinal);
        Expect.OneErrorLine(unknown, 2, "'p98>+10%' is of a figure that these results do not have", "p99");
        Assert.Equal("", unknown.Output.Text);
    }

    [Fact]
    public void Unlike_results_are_refused_unless_they_are_to_be_compared_anyway()
    {
        string result = OneResult();
        Append("base.json", result);
        Append("new.json", Changed(result, root =>
        {
            root["options"]!["connections"] = 7;
            root["system"]!["cpu_model"] = "Abacus";
        }));

        using Pollecho refused = Diff("base.json", "new.json");
        using Pollecho anyway = Diff("base.json", "new.json", "--anyway");

        Expect.OneErrorLine(refused, 2, "options.connections is 7, not 2", "system.cpu_model is Abacus, not ", "--anyway");
        Assert.Equal("", refused.Output.Text);
        Assert.True(anyway.ExitCode == 0, $"{anyway}");
        Assert.Contains("options.connections is 7, not 2", anyway.Output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_result_is_refused_in_one_line()
    {
        string result = OneResult();
        Append("base.json", result);
        Append("cut.json", result[..(result.Length / 2)]);
        Append("foreign.json", """{"name":"pollecho","dependencies":{}}""");
        Append("empty.json", "");
        Append("deep.json", string.Concat(Enumerable.Repeat("{\"a\":", 100_000)));
        Directory.CreateDirectory(At("none"));
        (string File, string Reason)[] refused =
        [
            ("cut.json", "or not all of it is there"),
            ("foreign.json", "holds no result of pollecho"),
            ("empty.json", "is empty"),
            ("deep.json", "is no JSON"),
            ("missing.json", "cannot be read"),
            ("none", "holds no file that ends in .json"),
            ("base.json", "is the same result as"),
        ];
        foreach ((string file, string reason) in refused)
        {
            using Pollecho diff = Diff("base.json", file);

            Expect.OneErrorLine(diff, 2, file, reason);
            Assert.Equal("", diff.Output.Text);
        }
    }

    [Fact]
    public void A_pipe_is_not_waited_for()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no such files on Windows.");
        Append("base.json", OneResult());
        using (var process = Process.Start("mkfifo", At("pipe")))
        {
            process.WaitForExit();
        }

        using Pollecho diff = Diff("base.json", "pipe");

        Expect.OneErrorLine(diff, 2, "pipe", "no regular file");
    }

    private static string OneResult()
    {
        using PollechoServer server = PollechoServer.Start();
        return ClientResult(server.Port);
    }

    private static string ClientResult(int port)
    {
        using Pollecho client = Pollecho.RunClient(port, "-c", "2", "-n", "3000", "--json");
        Assert.True(client.ExitCode == 0, $"{client}");
        return client.Output.Text;
    }

    /// <summary>The last line of it, or all of it, with a change.</summary>
    private static string Changed(string text, Action<JsonNode> change)
    {
        JsonNode root = JsonNode.Parse(text.StartsWith("{\"event\"", StringComparison.Ordinal) ? text.TrimEnd().Split('\n')[^1] : text)!;
        change(root);
        return root.ToJsonString();
    }

    private Pollecho Diff(string before, string after, params string[] options) => Pollecho.Run(["diff", At(before), At(after), .. options]);

    private void Append(string file, string text) => File.AppendAllText(At(file), text);

    private string At(string file) => Path.Combine(_folder, file);
}
