using System.Text;
using System.Text.Json;
using Pollecho.Client;
using Pollecho.Output.Client;
using Pollecho.Results;
using Pollecho.Tests.Client;

namespace Pollecho.Tests.Output.Client;

public class ClientCsvTests
{
    public static TheoryData<string> Runs => ["good", "open", "failed", "interrupted", "empty", "not set up"];

    [Theory, MemberData(nameof(Runs))]
    public void A_row_has_the_figures_of_the_json(string run)
    {
        (RunOptions? options, RunResult result, string? error) = Run(run);
        Dictionary<string, string> row = Row(options, result, error);
        using var json = new StringWriter();
        result.Error = error;
        ClientJson.Write(json, options, result, RunSamples.Percentiles, []);
        using JsonDocument document = JsonDocument.Parse(json.ToString());

        int compared = 0;
        foreach (string part in (string[])["pollecho", "system", "options", "result"])
        {
            // Outages are a list of many figures each, for which a row has no room.
            foreach ((string column, string value) in Flat("", document.RootElement.GetProperty(part)).Where(figure => figure.Column != "outage_list"))
            {
                Assert.Equal(value, row[column]);
                compared++;
            }
        }

        Assert.True(compared > 40, $"only {compared} figures were compared");
    }

    [Fact]
    public void Several_servers_have_a_row_each_behind_that_of_all()
    {
        using var csv = new StringWriter();
        ClientCsv.Write(csv, RunSamples.Closed, RunSamples.OfTwo, RunSamples.Percentiles, []);
        string[] lines = csv.ToString().Split("\r\n");
        string[] head = lines[0].Split(',');

        Assert.Equal(5, lines.Length);
        Assert.Equal(["127.0.0.1:8083", "one:80", "two:80"], Column("address"));
        Assert.Equal(["50", "25", "25"], Column("connections"));
        Assert.Equal(["200005", "200000", "5"], Column("answered"));
        Assert.Equal(["2", "0", "2"], Column("fault_lost"));
        Assert.Equal(["10", "", ""], Column("elapsed_s"));

        string[] Column(string name) => [.. lines[1..4].Select(line => line.Replace("\"", "", StringComparison.Ordinal).Split(',')[Array.IndexOf(head, name)])];
    }

    [Fact]
    public void Rows_of_any_run_have_the_same_columns()
    {
        string[] columns = [.. Row(RunSamples.Closed, RunSamples.Good, null).Keys];

        Assert.Equal(columns.Distinct(), columns);
        Assert.Contains("service_time_p99.99_us", columns);
        Assert.Equal(columns, Row(RunSamples.Open, RunSamples.GoodOpen, null).Keys);
        Assert.Equal(columns, Row(null, new RunResult(), "no such host").Keys);
    }

    [Fact]
    public void What_is_not_known_is_empty()
    {
        Dictionary<string, string> row = Row(RunSamples.Closed, new RunResult(), null);

        Assert.Equal("", row["service_time_p50_us"]);
        Assert.Equal("", row["response_time_count"]);
        Assert.Equal("", row["client_cpu_percent"]);
        Assert.Equal("0", row["sent"]);
    }

    [Fact]
    public void A_text_with_commas_quotes_or_lines_is_one_field()
    {
        const string Error = "cannot find \"it\", nor\r\nanything";

        Assert.Equal(Error, Row(null, new RunResult(), Error)["error"]);
        Assert.Contains("\"cannot find \"\"it\"\", nor\r\nanything\"", Text(null, new RunResult(), [], Error), StringComparison.Ordinal);
    }

    [Fact]
    public void Crossed_thresholds_are_listed()
    {
        Threshold[] thresholds = [.. ((string[])["p50>1us", "p50>1s", "rate<1M"]).Select(text =>
        {
            Assert.True(Threshold.TryParse(text, out Threshold? threshold, out _));
            return threshold!;
        })];

        Assert.Contains(",p50>1us; rate<1M,", Text(RunSamples.Closed, RunSamples.Good, thresholds, null), StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_end_as_the_rfc_says()
    {
        string text = Text(RunSamples.Closed, RunSamples.Good, [], null);

        Assert.Equal(2, text.Count(c => c == '\r'));
        Assert.Equal(2, text.Count(c => c == '\n'));
        Assert.EndsWith("\r\n", text, StringComparison.Ordinal);
    }

    private static (RunOptions? Options, RunResult Result, string? Error) Run(string name) => name switch
    {
        "good" => (RunSamples.Closed, RunSamples.Good, null),
        "open" => (RunSamples.Open, RunSamples.GoodOpen, null),
        "failed" => (RunSamples.Closed, RunSamples.Failed, null),
        "interrupted" => (RunSamples.Closed, RunSamples.Interrupted, null),
        "empty" => (RunSamples.Open, new RunResult { Response = new(), SendDelay = new() }, null),
        _ => (null, new RunResult(), "no such host"),
    };

    /// <summary>The JSON's figures by the names of their columns; lists, and what is null as a whole, are left out.</summary>
    private static IEnumerable<(string Column, string Value)> Flat(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => Flat(Column(name, member.Name), member.Value)),
        JsonValueKind.Array => [],
        JsonValueKind.Null when name is "" or "response_time_us" or "send_delay_us" => [],
        JsonValueKind.Null => [(name, "")],
        JsonValueKind.True => [(name, "true")],
        JsonValueKind.False => [(name, "false")],
        _ => [(name, value.ToString())],
    };

    private static string Column(string parent, string name) => parent switch
    {
        "" => name,
        "faults" => "fault_" + name,
        _ when parent.EndsWith("_us", StringComparison.Ordinal) => parent[..^3] + (name switch { "count" => "_count", "percentiles" => "_p", _ => $"_{name}_us" }),
        _ => $"{parent}{name}_us",
    };

    private static Dictionary<string, string> Row(RunOptions? options, RunResult result, string? error)
    {
        List<List<string>> lines = Parse(Text(options, result, [], error));
        Assert.Equal(2, lines.Count);
        Assert.Equal(lines[0].Count, lines[1].Count);
        return new(lines[0].Zip(lines[1], KeyValuePair.Create));
    }

    private static string Text(RunOptions? options, RunResult result, IReadOnlyList<Threshold> thresholds, string? error)
    {
        using var output = new StringWriter();
        result.Error = error;
        ClientCsv.Write(output, options, result, RunSamples.Percentiles, thresholds);
        return output.ToString();
    }

    /// <summary>Reads what RFC 4180 describes.</summary>
    private static List<List<string>> Parse(string text)
    {
        List<List<string>> lines = [[]];
        var field = new StringBuilder();
        bool quoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '"' when quoted && i + 1 < text.Length && text[i + 1] == '"':
                    field.Append('"');
                    i++;
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case ',' when !quoted:
                    End();
                    break;
                case '\r' when !quoted:
                    Assert.Equal('\n', text[++i]);
                    End();
                    lines.Add([]);
                    break;
                default:
                    field.Append(text[i]);
                    break;
            }
        }

        Assert.Empty(lines[^1]);
        lines.RemoveAt(lines.Count - 1);
        return lines;

        void End()
        {
            lines[^1].Add(field.ToString());
            field.Clear();
        }
    }
}
