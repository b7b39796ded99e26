using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>What several clients found against one server, merged.</summary>
public sealed class MergeTests : IDisposable
{
    private const int Clients = 3;
    private const int Messages = 601;
    private const int Rate = 600;

    private readonly string _folder = Directory.CreateTempSubdirectory("pollecho-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Three_clients_are_merged_into_the_load_that_they_made()
    {
        JsonNode[] parts = [.. RunLoad()];
        using Pollecho merge = Merge("--json");

        Assert.True(merge.ExitCode == 0, $"{merge}");
        JsonNode root = JsonNode.Parse(merge.Output.Text)!;
        JsonNode result = root["result"]!;
        Assert.Equal((Messages, Messages), ((int)result["sent"]!, parts.Sum(part => (int)part["result"]!["sent"]!)));
        Assert.Equal(Messages, (int)result["answered"]!);
        Assert.Equal(Messages, (int)result["service_time_us"]!["count"]!);
        Assert.Equal((double)Messages / Rate, (double)result["elapsed_s"]!, 0.001);
        Assert.Equal(parts.Sum(part => (double)part["result"]!["messages_per_s"]!), (double)result["messages_per_s"]!, 0.001);

        // Where every reply came in the window, the rate is the one that was asked for.
        bool isKept = (int)result["answered_in_window"]! == Messages;
        Assert.True(!isKept || Math.Abs((double)result["messages_per_s"]! - Rate) < 0.001 * Rate, $"{merge}");

        Assert.Equal(("ok", 0, 1, Rate), ((string)result["status"]!, (int)root["options"]!["share_index"]!, (int)root["options"]!["share_count"]!, (int)root["options"]!["rate_messages_per_s"]!));
        Assert.Equal([0, 1, 2], root["clients"]!.AsArray().Select(client => (int)client!["share_index"]!));
        Assert.Equal((Clients, Clients), ((int)root["merge"]!["clients"]!, (int)root["merge"]!["clients_expected"]!));
    }

    [Fact]
    public void Diff_reads_a_merged_result_and_merge_does_not()
    {
        RunLoad();
        using (Pollecho merge = Merge("--json"))
        {
            File.WriteAllText(At("merged"), merge.Output.Text);
        }

        using Pollecho diff = Pollecho.Run("diff", At("merged"), At("client-0.json"), "--anyway");
        Assert.True(diff.ExitCode == 0, $"{diff}");
        Assert.Contains("rate", diff.Output.Text, StringComparison.Ordinal);
        Assert.Contains("options.share_count is 3, not 1", diff.Output.Text, StringComparison.Ordinal);

        using Pollecho twice = Pollecho.Run("merge", At("merged"), At("client-0.json"));
        Expect.OneErrorLine(twice, 2, "is merged already", "give the results of its clients");
    }

    [Fact]
    public void Messages_under_way_when_the_clients_were_stopped_leave_a_gate_undecided()
    {
        JsonNode[] parts = [.. RunLoad()];
        JsonNode last = parts[^1];
        (last["result"]!["stopped"], last["result"]!["under_way"]) = (true, 40);
        File.WriteAllText(At($"client-{Clients - 1}.json"), last.ToJsonString());

        using Pollecho merge = Merge("--fail-if", "errors>0");
        using Pollecho crossed = Merge("--fail-if", "errors>=0");

        Expect.OneErrorLine(merge, 1, "40 messages had no reply yet", "--fail-if cannot tell");
        Assert.DoesNotContain("passed", merge.Output.Text, StringComparison.Ordinal);
        Assert.Equal(3, crossed.ExitCode);
    }

    [Fact]
    public void The_report_has_a_row_for_each_client_and_CSV_one_of_all_before_them()
    {
        RunLoad();
        using Pollecho text = Merge("--fail-if", "errors>0", "--hdr", At("all.hgrm"));
        using Pollecho csv = Merge("--csv", "--percentiles", "50");

        Assert.True(text.ExitCode == 0, $"{text}");
        Assert.StartsWith("pollecho merge: 3 of 3 clients, 6 connections to 127.0.0.1:", text.Output.Lines[0], StringComparison.Ordinal);
        Assert.All(Enumerable.Range(0, Clients), index => Assert.Matches($@"(?m)^ +{index}/3 +\S+ +\+\S+ .+ none\r?$", text.Output.Text));
        Assert.Contains("errors = 0 (limit 0): passed", text.Output.Text, StringComparison.Ordinal);
        Assert.Contains($"Total count    = {Messages,12}]", File.ReadAllText(At("all.hgrm")), StringComparison.Ordinal);

        string[][] rows = [.. csv.Output.Lines.Select(line => line.Split(','))];
        Assert.Equal(1 + 1 + Clients, rows.Length);
        int sent = Array.IndexOf(rows[0], "sent");
        Assert.Equal(Messages, int.Parse(rows[1][sent], CultureInfo.InvariantCulture));
        Assert.Equal(Messages, rows.Skip(2).Sum(row => int.Parse(row[sent], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void A_part_that_is_missing_or_broken_fails_and_the_rest_is_shown()
    {
        JsonNode[] parts = [.. RunLoad()];
        string whole = File.ReadAllText(At("client-1.json"));
        (string Text, string[] Reasons)[] broken =
        [
            (whole[..(whole.Length / 2)], ["client-1.json' is no JSON", "share 1 of 3 is missing"]),
            ("", ["client-1.json' is empty", "share 1 of 3 is missing"]),
            (Changed(parts[1], root => (root["result"]!["status"], root["result"]!["interrupted"]) = ("interrupted", true)), ["client-1.json' is of a client that was stopped before its end"]),
            (Unreached(), ["client-1.json' is of a client that failed: cannot connect to 127.0.0.1"]),
        ];
        foreach ((string text, string[] reasons) in broken)
        {
            File.WriteAllText(At("client-1.json"), text);
            using Pollecho merge = Merge();

            AssertFailed(merge, 1, ["this is not all of the load: ", .. reasons]);
            Assert.Matches(@"(?m)^ +2/3 ", merge.Output.Text);
        }

        File.Delete(At("client-1.json"));
        using Pollecho missing = Merge("--json");
        AssertFailed(missing, 1, "this is not all of the load: share 1 of 3 is missing; ");
        JsonNode root = JsonNode.Parse(missing.Output.Text)!;
        Assert.Equal("failed", (string)root["result"]!["status"]!);
        Assert.Equal((int)parts[0]["result"]!["sent"]! + (int)parts[2]["result"]!["sent"]!, (int)root["result"]!["sent"]!);

        using Pollecho nothing = Pollecho.Run("merge", At("nowhere.json"));
        Expect.OneErrorLine(nothing, 1, "there is no result to merge: ", "nowhere.json' cannot be read");
    }

    [Fact]
    public void A_condition_is_of_the_merged_result()
    {
        RunLoad();
        using Pollecho crossed = Merge("--fail-if", $"sent>{Messages - 1}");
        using Pollecho passed = Merge("--fail-if", $"sent>{Messages}");
        File.Delete(At("client-2.json"));
        using Pollecho both = Merge("--fail-if", "sent>0");

        AssertFailed(crossed, 3, $"--fail-if sent>{Messages - 1}: it is {Messages}");
        Assert.True(passed.ExitCode == 0, $"{passed}");
        AssertFailed(both, 3, "--fail-if sent>0: it is ", "(this is not all of the load: share 2 of 3 is missing");
    }

    [Fact]
    public void What_is_no_part_of_the_load_is_refused()
    {
        JsonNode[] parts = [.. RunLoad()];
        using Pollecho file = Pollecho.Run("merge", At("client-0.json"), At("client-1.json"), At("client-0.json"));
        Expect.OneErrorLine(file, 2, "is the same result as", "client-0.json", "pollecho merge --help");

        File.WriteAllText(At("share.json"), Changed(parts[0], root => root["result"]!["turns"] = 1));
        using Pollecho share = Merge();
        Expect.OneErrorLine(share, 2, "share.json", "is of the same share as", "client-0.json");

        File.WriteAllText(At("share.json"), Changed(parts[0], root => root["options"]!["rate_messages_per_s"] = 7));
        using Pollecho options = Merge();
        Expect.OneErrorLine(options, 2, "share.json", "options.rate_messages_per_s is 7, not 600");
        Assert.Equal("", options.Output.Text);
    }

    [Theory]
    [InlineData("client-0.json", "client-0.json", "client-1.json")]
    [InlineData("new.json", ".")]
    public void What_is_read_is_not_written_to(string hdr, params string[] files)
    {
        foreach (string name in (string[])["client-0.json", "client-1.json"])
        {
            File.WriteAllText(At(name), "{}");
        }

        using Pollecho merge = Pollecho.Run(["merge", .. files.Select(At), "--hdr", At(hdr)]);

        Expect.OneErrorLine(merge, 2, "--hdr '", "would replace a file that is read; give it another name");
        Assert.Equal("{}", File.ReadAllText(At("client-0.json")));
    }

    [Theory]
    [InlineData("link", "client-0.json")]
    [InlineData("link", ".")]
    [InlineData("client-0.json", "folder")]
    public void Nor_by_way_of_a_link(string hdr, string file)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege there");
        File.WriteAllText(At("client-0.json"), "{}");
        File.CreateSymbolicLink(At("link"), At("client-0.json"));
        Directory.CreateSymbolicLink(At("folder"), _folder);

        using Pollecho merge = Pollecho.Run("merge", At(file), "--hdr", At(hdr));

        Expect.OneErrorLine(merge, 2, "--hdr '", "would replace a file that is read; give it another name");
        Assert.Equal("{}", File.ReadAllText(At("client-0.json")));
    }

    [Fact]
    public void Clients_without_shares_are_counted()
    {
        using (PollechoServer server = PollechoServer.Start())
        {
            for (int client = 0; client < 2; client++)
            {
                using Pollecho run = Pollecho.RunClient(server.Port, "-c", "2", "-n", "100", "--json");
                File.AppendAllText(At("both.json"), run.Output.Text);
            }
        }

        using Pollecho all = Merge("--clients", "2");
        using Pollecho few = Merge("--clients", "3");

        Assert.True(all.ExitCode == 0, $"{all}");
        Assert.StartsWith("pollecho merge: 2 of 2 clients, 4 connections to ", all.Output.Lines[0], StringComparison.Ordinal);

        // One after the other, they did not measure together.
        Assert.Contains("pollecho: warning: all clients measured together for 0% of the time only", Assert.Single(all.Errors.Lines), StringComparison.Ordinal);
        Assert.Equal((1, "pollecho: this is not all of the load: 1 client of 3 is missing; give what is missing, or run it again"), (few.ExitCode, few.Errors.Lines[^1]));
    }

    /// <summary>It failed with that exit code, and with one line that holds these texts, behind warnings: on a busy machine the clients begin at different times.</summary>
    private static void AssertFailed(Pollecho run, int exitCode, params string[] texts)
    {
        Assert.True(run.ExitCode == exitCode, $"{run}");
        Assert.All(run.Errors.Lines.SkipLast(1), line => Assert.StartsWith("pollecho: warning: ", line, StringComparison.Ordinal));
        Assert.All(texts, text => Assert.Contains(text, run.Errors.Lines[^1], StringComparison.Ordinal));
    }

    /// <summary>Three clients that make a load on one server, and what they printed, which is in the folder besides.</summary>
    private List<JsonNode> RunLoad()
    {
        using PollechoServer server = PollechoServer.Start();
        string start = DateTimeOffset.UtcNow.AddSeconds(2).ToString("O", CultureInfo.InvariantCulture);
        Pollecho[] clients = [.. Enumerable.Range(0, Clients).Select(index => Pollecho.Start(
            "client", $"127.0.0.1:{server.Port}", "-c", "6", "-q", $"{Rate}", "-n", $"{Messages}", "--share", $"{index}/{Clients}", "--start-at", start, "--json"))];
        List<JsonNode> parts = [];
        foreach ((Pollecho client, int index) in clients.Select((client, index) => (client, index)))
        {
            using (client)
            {
                client.WaitForExit();
                Assert.True(client.ExitCode == 0, $"{client}");
                File.WriteAllText(At($"client-{index}.json"), client.Output.Text);
                parts.Add(JsonNode.Parse(client.Output.Text)!);
            }
        }

        return parts;
    }

    /// <summary>The result of the second client, which does not reach the server that the first one did.</summary>
    private string Unreached()
    {
        using JsonDocument first = JsonDocument.Parse(File.ReadAllText(At("client-0.json")));
        JsonElement options = first.RootElement.GetProperty("options");
        string start = DateTimeOffset.UtcNow.AddSeconds(60).ToString("O", CultureInfo.InvariantCulture);
        using Pollecho client = Pollecho.Run(
            "client", options.GetProperty("address").GetString()!, "-c", "6", "-q", $"{Rate}", "-n", $"{Messages}", "--share", $"1/{Clients}", "--start-at", start, "--json");
        Assert.Equal(1, client.ExitCode);
        return Changed(JsonNode.Parse(client.Output.Text)!, root => root["options"]!["start_at"] = options.GetProperty("start_at").GetString());
    }

    private static string Changed(JsonNode root, Action<JsonNode> change)
    {
        JsonNode copy = root.DeepClone();
        change(copy);
        return copy.ToJsonString();
    }

    /// <summary>Merges all that is in the folder and ends in .json.</summary>
    private Pollecho Merge(params string[] options) => Pollecho.Run(["merge", _folder, .. options]);

    private string At(string file) => Path.Combine(_folder, file);
}
