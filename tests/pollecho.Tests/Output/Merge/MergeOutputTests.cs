using System.Text.Json;
using Pollecho.Client;
using Pollecho.Merge;
using Pollecho.Output.Client;
using Pollecho.Output.Merge;
using Pollecho.Results;
using Pollecho.Results.Files;
using Pollecho.Tests.Client;
using static Pollecho.Tests.Merge.MergeSamples;

namespace Pollecho.Tests.Output.Merge;

/// <summary>A merged result as text, JSON and CSV, and the warnings of it.</summary>
public sealed class MergeOutputTests : IDisposable
{
    private static readonly JsonSchema Schema = JsonSchema.Load("client.schema.json");
    private static readonly double[] Percentiles = [50, 99];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void JSON_is_as_the_schema_has_it_whatever_the_clients_differ_in()
    {
        JsonElement root = Json(
            Printed(1, 3, Good(after: 0.5)),
            Printed(0, 3, change: node => (node["system"]!["os"], node["system"]!["cores"], node["options"]!["source"]) = ("BeOS", 1_000, "192.0.2.1")),
            "");

        Assert.Empty(Schema.Violations(root));
        JsonElement system = root.GetProperty("system"), options = root.GetProperty("options"), merge = root.GetProperty("merge");
        Assert.Equal(("n1,n0", JsonValueKind.Null, JsonValueKind.Null), (system.GetProperty("host").GetString(), system.GetProperty("os").ValueKind, system.GetProperty("cores").ValueKind));
        Assert.Equal(JsonValueKind.String, system.GetProperty("architecture").ValueKind);
        Assert.Equal((0, 1, 50, "192.0.2.1"), (options.GetProperty("share_index").GetInt32(), options.GetProperty("share_count").GetInt32(), options.GetProperty("connections").GetInt32(), options.GetProperty("source").GetString()));
        Assert.Equal([50, 99], options.GetProperty("percentiles").EnumerateArray().Select(one => one.GetDouble()));
        Assert.Equal((2, 3, 500, 95), (merge.GetProperty("clients").GetInt32(), merge.GetProperty("clients_expected").GetInt32(), merge.GetProperty("start_spread_ms").GetDouble(), merge.GetProperty("overlap_percent").GetDouble()));
        Assert.Equal(2, merge.GetProperty("problems").GetArrayLength());
        Assert.Equal(["n1", "n0"], root.GetProperty("clients").EnumerateArray().Select(client => client.GetProperty("host").GetString()));
        Assert.All(root.GetProperty("clients").EnumerateArray(), client => Assert.Equal(200_000, client.GetProperty("sent").GetInt64()));
        Assert.Equal(400_000, root.GetProperty("result").GetProperty("sent").GetInt64());
    }

    [Fact]
    public void The_distributions_of_a_merged_result_are_those_of_all()
    {
        JsonElement root = Json(Printed(0, 2, RunSamples.GoodOpen, RunSamples.Open), Printed(1, 2, RunSamples.GoodOpen, RunSamples.Open));
        string file = _folder.Write("merged", root.ToString());
        var read = new FigureReader(ResultFile.Read(file).Single(), root.GetProperty("histograms"));

        string[] keys = ["service_time", "response_time", "response_time_known", "send_delay"];
        Assert.All(keys, key => Assert.Equal(400_000, read.Histogram(key)!.Count));
    }

    [Fact]
    public void CSV_has_the_columns_of_a_client_s()
    {
        using var output = new StringWriter();
        List<string> clients = [];
        MergedRun run = Read(client => clients.Add(MergeCsv.Client(client, [], Percentiles)), Printed(0, 2), Printed(1, 2, change: node => node["system"]!["cores"] = 1_000));
        MergeCsv.Write(output, run, clients, Percentiles, []);
        using var ofClient = new StringWriter();
        ClientCsv.Write(ofClient, RunSamples.Closed, RunSamples.Good, Percentiles, []);

        string[] lines = output.ToString().TrimEnd().Split("\r\n");
        Assert.Equal(4, lines.Length);
        Assert.Equal(ofClient.ToString().Split("\r\n")[0], lines[0]);
        string[] names = lines[0].Split(',');
        string[] Column(string name) => [.. lines.Skip(1).Select(line => Cells(line)[Array.IndexOf(names, name)])];
        Assert.Equal(["n0,n1", "n0", "n1"], Column("host"));
        Assert.Equal("", Column("cores")[0]);
        Assert.Equal(["0", "0", "1"], Column("share_index"));
        Assert.Equal(["1", "2", "2"], Column("share_count"));
        Assert.Equal(["true", "true", "true"], Column("nodelay"));
        Assert.Equal(["400000", "200000", "200000"], Column("sent"));
        Assert.Equal(["40000", "20000", "20000"], Column("messages_per_s"));
    }

    [Theory]
    [InlineData(80)]
    [InlineData(60)]
    public void The_report_fits_the_terminal(int width)
    {
        RunResult failed = RunSamples.Failed;
        failed.WindowStart = Start.AddMilliseconds(20);
        string[] lines = Text(width, Printed(2, 4), Printed(0, 4, failed, change: node => node["system"]!["host"] = "a-machine-with-a-long-name.example.com"), "");

        Assert.All(lines, line => Assert.True(line.Length <= width || !line.Trim().Contains(' ', StringComparison.Ordinal), line));
        Assert.StartsWith("pollecho merge: 2 of 4 clients, 50 connections to", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith("windows      began within 20.0 ms, overlap for 99.8%", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("  0/4 ", StringComparison.Ordinal) && line.Contains("name.example.com", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("incomplete: ", StringComparison.Ordinal));
    }

    [Fact]
    public void Clients_that_were_spoilt_are_named_up_to_five()
    {
        MergedRun run = Merged(_folder, Enumerable.Range(0, 7).Select(client => Printed(client, 7)));
        MergedRun spoilt = new(null);
        spoilt.Read(run.Parts.Select(part => part.File), client => client.Options.Share.Index == 0 ? [] : ["it was slow"]);

        IReadOnlyList<string> warnings = MergeWarnings.OfLoad(spoilt, Percentiles);
        Assert.Equal("share 1/7 on n1: it was slow", warnings[0]);
        Assert.Equal(6, warnings.Count);
        Assert.Equal("1 more client had warnings as well; --json has them", warnings[5]);
    }

    [Fact]
    public void Windows_that_overlap_too_little_are_warned_of()
    {
        Assert.Empty(MergeWarnings.OfTimes(Synced(after: 0.1)));
        Assert.Contains("together for 98.99% of the time only", Assert.Single(MergeWarnings.OfTimes(Synced(after: 0.1001))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(999, 1000, 1000, null)]
    [InlineData(1000, 1000, 1000, null)]
    [InlineData(1001, 1000, 2000, "may be off by 1.00 s, and the shorter of warm-up and cool-down is 1.00 s")]
    [InlineData(501, 1000, 500, "the shorter of warm-up and cool-down is 500 ms")]
    [InlineData(1, 1000, 0, "the shorter of warm-up and cool-down is none")]
    [InlineData(null, 1000, 1000, "is not known of 2 of 2 clients, as of share 0/2 on n0")]
    public void Clocks_that_are_worse_than_warm_up_and_cool_down_are_warned_of(int? errorMs, int warmupMs, int cooldownMs, string? warning)
    {
        RunResult result = Good();
        result.ClockError = errorMs is { } error ? TimeSpan.FromMilliseconds(error) : null;
        RunOptions options = RunSamples.Closed with { Warmup = TimeSpan.FromMilliseconds(warmupMs), Cooldown = TimeSpan.FromMilliseconds(cooldownMs) };

        string? shown = MergeWarnings.OfTimes(Merged(_folder, Printed(0, 2, result, options), Printed(1, 2, result, options))).SingleOrDefault();
        Assert.Contains(warning ?? "", shown ?? "", StringComparison.Ordinal);
        Assert.Equal(warning is null, shown is null);

        // One machine has one clock.
        Assert.Empty(MergeWarnings.OfTimes(Merged(_folder, Printed(0, 2, result, options), Printed(1, 2, result, options, node => node["system"]!["host"] = "n0"))));
    }

    private MergedRun Synced(double after)
    {
        RunOptions options = RunSamples.Closed with { Cooldown = TimeSpan.FromSeconds(1) };
        return Merged(_folder, Printed(0, 2, options: options), Printed(1, 2, Good(after), options));
    }

    private MergedRun Read(Action<MergedClient> take, params string[] texts)
    {
        var run = new MergedRun(null);
        run.Read([.. texts.Select((text, i) => _folder.Write($"c{i}.json", text))], client =>
        {
            take(client);
            return [];
        });
        return run;
    }

    private JsonElement Json(params string[] texts)
    {
        using var output = new StringWriter();
        List<string> clients = [];
        MergedRun run = Read(client => clients.Add(MergeJson.Client(client, ["slow"], Percentiles)), texts);
        MergeJson.Write(output, run, clients, Percentiles, []);
        using JsonDocument document = JsonDocument.Parse(output.ToString());
        return document.RootElement.Clone();
    }

    private string[] Text(int width, params string[] texts)
    {
        using var output = new StringWriter { NewLine = "\n" };
        MergeText.Write(output, width, Merged(_folder, texts), Percentiles);
        return output.ToString().TrimEnd('\n').Split('\n');
    }

    /// <summary>The cells of a row, of which quoted ones have commas and no quotes.</summary>
    private static string[] Cells(string line) =>
        [.. line.Split('"').Select((part, i) => i % 2 == 1 ? part.Replace(',', '\0') : part).Aggregate("", string.Concat).Split(',').Select(cell => cell.Replace('\0', ','))];
}
