using System.Text.Json.Nodes;
using Pollecho.Diff;
using Pollecho.Measurement;
using Pollecho.Output.Comparison;
using Pollecho.Results;
using Pollecho.Results.Files;
using Pollecho.Tests.Output.Comparison;

namespace Pollecho.Tests.Diff;

/// <summary>Two sets of results: which figures are compared, what they come to, and what is refused.</summary>
public sealed class DiffResultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_client_s_figures_are_those_of_its_result()
    {
        DiffResult diff = Diff(ResultTexts.Clients(5), ResultTexts.Clients(5, rate: 18_000, times: 1.2));

        FigureChange rate = Change(diff, "rate");
        Assert.Equal(("messages_per_s", Better.Higher), (rate.Figure.Key, rate.Figure.Better));
        Assert.Equal([20_000, 20_200, 20_400, 20_600, 20_800], rate.Base);
        Assert.Equal(20_400, rate.BaseSpread!.Median);
        Assert.Equal(18_360, rate.NewSpread!.Median);
        Assert.Equal(-10, rate.Percent!.Value, 6);
        Assert.Equal((Difference.Lower, true, false), (rate.Difference, rate.IsWorse, rate.IsBetter));

        FigureChange p99 = Change(diff, "service.p99");
        Assert.Equal("p99", p99.Figure.Alias);
        Assert.Equal(20, p99.Percent!.Value, 6);
        Assert.Equal((Difference.Higher, true, false), (p99.Difference, p99.IsWorse, p99.IsBetter));

        Assert.Equal((0, Difference.None), (Change(diff, "lost").Percent, Change(diff, "lost").Difference));
        Assert.Empty(diff.Unlike);
        Assert.True(diff.CanTell);
    }

    [Fact]
    public void Less_of_what_is_bad_is_better()
    {
        DiffResult diff = Diff(ResultTexts.Clients(5, times: 1.2), ResultTexts.Clients(5, rate: 25_000));

        Assert.True(Change(diff, "service.p99").IsBetter);
        Assert.True(Change(diff, "rate").IsBetter);
    }

    [Fact]
    public void A_figure_that_improves_in_neither_way_is_not_compared()
    {
        DiffResult diff = Diff(ResultTexts.Client(), ResultTexts.Client(rate: 1));

        Assert.DoesNotContain(diff.Changes, change => change.Figure.Key is "turns" or "elapsed_s" or "sent" or "client_cpu_percent");
        Assert.DoesNotContain(diff.Changes, change => change.Figure.Better == Better.Neither);
    }

    [Fact]
    public void A_percentile_of_too_few_samples_is_no_figure()
    {
        static void FewSamples(JsonNode root) => root["result"]!["service_time_us"]!["count"] = 1_000;

        DiffResult diff = Diff(ResultTexts.Client(), ResultTexts.Client(rate: 1, change: FewSamples));

        Assert.NotNull(Change(diff, "service.p99").Percent);
        Assert.Null(Change(diff, "service.p99.9").Percent);
        Assert.Equal((true, false), (Change(diff, "service.p99.9").HasTooFewSamples, Change(diff, "service.p99").HasTooFewSamples));
    }

    [Fact]
    public void One_run_of_each_cannot_tell()
    {
        DiffResult diff = Diff(ResultTexts.Client(), ResultTexts.Client(rate: 10_000));

        Assert.False(diff.CanTell);
        Assert.Equal((Difference.TooFew, false, false), (Change(diff, "rate").Difference, Change(diff, "rate").IsWorse, Change(diff, "rate").IsBetter));
        Assert.Equal(-50.0, Change(diff, "rate").Percent);
    }

    [Fact]
    public void What_grows_from_0_grows_without_end()
    {
        static void Lost(JsonNode root) => root["result"]!["faults"]!["lost"] = 3;

        Assert.Equal(double.PositiveInfinity, Change(Diff(ResultTexts.Client(), ResultTexts.Client(change: Lost)), "lost").Percent);
    }

    [Fact]
    public void The_figures_of_a_comparison_are_the_medians_of_each_contender_under_each_regime()
    {
        using var text = new StringWriter();
        CompareJson.Write(text, ComparisonSamples.Full("spin,select"));
        JsonNode faster = JsonNode.Parse(text.ToString())!;
        JsonNode figure = faster["regimes"]!.AsArray().Single(regime => (string?)regime!["regime"] == "saturated")!["strategies"]![1]!["messages_per_s"]!;
        double median = (double)figure["median"]!;
        figure["median"] = 2 * median;

        DiffResult diff = Diff(text.ToString(), faster.ToJsonString());

        FigureChange change = Change(diff, "saturated.select.messages_per_s");
        Assert.Equal(("saturated.select", median, 2 * median), (change.Figure.Section, change.Base[0], change.New[0]));
        Assert.Equal(0, Change(diff, "saturated.spin.messages_per_s").Percent);
        Assert.Equal(0.1, Change(diff, "idle.spin.server_cpu_percent").Figure.LeastDifference);
        Assert.DoesNotContain(diff.Changes, change => change.Figure.FullName == "idle.spin.messages_per_s");
    }

    [Fact]
    public void The_figures_of_a_sweep_are_the_knee_and_those_of_each_step()
    {
        static string Sweep(double knee, double p99) => $$"""
            {"command":"sweep","pollecho":{"version":"1"},"system":{},"options":{},
             "result":{"status":"ok","knee_messages_per_s":{{knee}},"steps":[
               {"rate_messages_per_s":5000,"outcome":"kept","messages_per_s":4999,"response_time_us":{"count":50000,"percentiles":{ "99":{{p99}} } } },
               {"rate_messages_per_s":9000,"outcome":"invalid","messages_per_s":100},
               {"rate_messages_per_s":5000,"outcome":"not_kept","messages_per_s":{{knee}} }]} }
            """;

        DiffResult diff = Diff(Sweep(20_000, 800), Sweep(15_000, 1_200));

        Assert.Equal(-25, Change(diff, "knee").Percent!.Value, 6);
        Assert.Equal(50, Change(diff, "5000.response.p99").Percent!.Value, 6);
        Assert.True(Change(diff, "5000.response.p99").Figure.IsCalled("p99"));
        Assert.Equal(-25, Change(diff, "5000#2.rate").Percent!.Value, 6);
        Assert.DoesNotContain(diff.Changes, change => change.Figure.Section == "9000");
    }

    [Theory]
    [InlineData("options", "connections", 20, "options.connections is 20, not 50")]
    [InlineData("options", "wait", "epoll", "options.wait is epoll, not spin")]
    [InlineData("options", "address", "10.0.0.1:8083", "options.address is 10.0.0.1, not 127.0.0.1")]
    [InlineData("system", "cpu_model", "Another", "system.cpu_model is Another, not ")]
    [InlineData("system", "kernel", null, "system.kernel is none, not ")]
    [InlineData("pollecho", "version", "9.9.9", "version is 9.9.9, not ")]
    public void An_unlike_run_is_named_with_what_is_unlike(string part, string name, object? value, string difference)
    {
        DiffResult diff = Diff(ResultTexts.Client(), ResultTexts.Client(rate: 1, change: root => root[part]![name] = value is null ? null : JsonValue.Create(value)));

        string unlike = Assert.Single(diff.Unlike);
        Assert.StartsWith($"'{_folder.At("new.json")}' is unlike '{_folder.At("base.json")}': {difference}", unlike, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("address", "127.0.0.1:9")]
    [InlineData("percentiles", "50")]
    [InlineData("start_at", "2026-01-31T12:00:00.000000Z")]
    public void Where_on_its_machine_the_server_listens_and_what_was_reported_is_no_matter(string name, string value) =>
        Assert.Empty(Diff(ResultTexts.Client(), ResultTexts.Client(change: root => root["options"]![name] = value)).Unlike);

    [Theory]
    [InlineData("10.0.0.1:8083,10.0.0.2:8083", "10.0.0.1:9083,10.0.0.2:9084", null)]
    [InlineData("10.0.0.1:8083,10.0.0.2:8083", "10.0.0.2:8083,10.0.0.1:8083", null)]
    [InlineData("[::1]:8083,unix:/run/a,b", "[::1]:1,unix:/run/c", null)]
    [InlineData("unix:/run/a,b", "unix:/run/c", null)]
    [InlineData("10.0.0.1:8083,10.0.0.2:8083", "10.0.0.3:8083,10.0.0.2:8083", "options.address is 10.0.0.2,10.0.0.3, not 10.0.0.1,10.0.0.2")]
    [InlineData("10.0.0.1:8083,10.0.0.1:8084", "10.0.0.1:8083", "options.address is 10.0.0.1, not 10.0.0.1,10.0.0.1")]
    public void Of_several_servers_each_is_compared_without_its_port(string before, string after, string? difference)
    {
        static Action<JsonNode> To(string servers) => root => root["options"]!["address"] = servers;

        DiffResult diff = Diff(ResultTexts.Client(change: To(before)), ResultTexts.Client(rate: 1, change: To(after)));

        Assert.Equal(difference is null ? [] : [$"'{_folder.At("new.json")}' is unlike '{_folder.At("base.json")}': {difference}"], diff.Unlike);
    }

    [Fact]
    public void Of_several_servers_the_figures_of_each_are_compared()
    {
        string[] before = ["10.0.0.1:8083", "10.0.0.2:8083", "10.0.0.2:8084"], after = ["10.0.0.2:9083", "10.0.0.2:9084", "10.0.0.1:9083"];
        DiffResult diff = Diff(ResultTexts.Client(change: ResultTexts.To(before)), ResultTexts.Client(change: ResultTexts.To(after, slow: 2)));

        Assert.Empty(diff.Unlike);
        Assert.Equal(0, Change(diff, "service.p99").Percent);
        string[] servers = ["10.0.0.1", "10.0.0.2", "10.0.0.2#2"];
        Assert.Equal([100, 0, 0], servers.Select(server => Math.Round(Change(diff, $"{server}.service.p99").Percent!.Value, 6)));
        Assert.True(Change(diff, "10.0.0.1.service.p99").Figure.IsCalled("p99"));
        Assert.DoesNotContain(diff.Changes, change => change.Figure.Section.Length > 0 && change.Figure.Key == "client_cpu_us_per_message");
    }

    [Fact]
    public void A_server_with_more_connections_than_before_is_unlike()
    {
        DiffResult diff = Diff(ResultTexts.Client(change: ResultTexts.To(["a:1", "b:1"])), ResultTexts.Client(rate: 1, change: root =>
        {
            ResultTexts.To(["a:1", "b:1"])(root);
            root["targets"]![1]!["connections"] = 24;
        }));

        Assert.EndsWith(": b.connections is 24, not 25", Assert.Single(diff.Unlike), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\u001b[2J:1")]
    [InlineData("")]
    [InlineData("a|b:1")]
    public void A_server_of_an_odd_name_is_refused(string name) => Refused(ResultTexts.Client(change: ResultTexts.To([name, "b:1"])), ResultTexts.Client(), "it has a server of an odd name");

    [Fact]
    public void How_a_file_is_laid_out_is_no_matter()
    {
        using var compare = new StringWriter();
        CompareJson.Write(compare, ComparisonSamples.Full("spin,select"));

        Assert.Empty(Diff(compare.ToString(), JsonNode.Parse(compare.ToString())!.ToJsonString()).Unlike);
    }

    [Fact]
    public void What_is_unlike_in_many_runs_is_said_once()
    {
        DiffResult diff = Diff(ResultTexts.Clients(5), ResultTexts.Clients(5, change: root => root["options"]!["connections"] = 20));

        Assert.StartsWith($"'{_folder.At("new.json")}#1' is unlike", Assert.Single(diff.Unlike), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_did_not_end_well_is_known()
    {
        static void Failed(JsonNode root)
        {
            root["result"]!["status"] = "failed";
            root["result"]!["error"] = "3 messages were lost";
        }

        DiffResult diff = Diff(ResultTexts.Client(), ResultTexts.Client(change: Failed));

        Assert.Equal([$"'{_folder.At("new.json")}': its status is failed: 3 messages were lost"], diff.New.Unsound);
    }

    [Fact]
    public void A_run_that_is_there_twice_is_refused()
    {
        Refused(ResultTexts.Clients(5), ResultTexts.Client(), "is the same result as '", "base.json#1'; a run counts once");
        Refused(ResultTexts.Client(rate: 1) + ResultTexts.Client(rate: 1), ResultTexts.Client(), "base.json#2' is the same result as");
    }

    [Fact]
    public void Results_of_different_commands_are_refused()
    {
        using var compare = new StringWriter();
        CompareJson.Write(compare, ComparisonSamples.Full("spin"));

        Refused(ResultTexts.Client(), compare.ToString(), "is of pollecho compare", "of pollecho client", "give results of one command");
        Refused(ResultTexts.Client() + compare, ResultTexts.Client(rate: 1), "is of pollecho compare", "of pollecho client");
    }

    [Fact]
    public void A_run_that_could_not_be_set_up_is_refused() => Refused(
        ResultTexts.Client(),
        ResultTexts.Client(change: root =>
        {
            root["options"] = null;
            root["result"]!["error"] = "no such host";
        }),
        "is of a run that could not be set up: no such host");

    [Fact]
    public void More_runs_than_are_counted_are_refused() => Refused(ResultTexts.Client(), ResultTexts.Clients(51, rate: 1), "has over 50 results");

    /// <summary>What is put in the place of what, in JSON.</summary>
    public static TheoryData<string, string, string> Hostile => new()
    {
        { "messages_per_s", "\"fast\"", "its messages_per_s is of the wrong type" },
        { "messages_per_s", "-1", "its messages_per_s is -1" },
        { "messages_per_s", "1e999", "its messages_per_s is 1e999" },
        { "messages_per_s", "1e300", "its messages_per_s is 1e300" },
        { "messages_per_s", "{}", "its messages_per_s is of the wrong type" },
        { "service_time_us", "5", "its service_time_us is of the wrong type" },
        { "service_time_us", "{\"count\":1e6,\"percentiles\":{\"first\":1}}", "its service_time_us has no percentile" },
        { "service_time_us", "{\"count\":1e6,\"percentiles\":{\"101\":1}}", "its service_time_us has no percentile" },
        { "service_time_us", "{\"count\":1e6,\"percentiles\":{\"99\":1,\"99.0\":1}}", "it has service.p99 twice" },
        { "service_time_us", "{\"count\":1e6,\"percentiles\":[]}", "its percentiles is of the wrong type" },
        { "faults", "[]", "its faults is of the wrong type" },
        { "faults", "{\"lost\":\"many\"}", "its lost is of the wrong type" },
        { "status", "null", "it lacks status" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_field_that_is_not_what_it_should_be_is_refused(string field, string value, string reason)
    {
        string hostile = ResultTexts.Client(change: root => root["result"]![field] = "HERE").Replace("\"HERE\"", value, StringComparison.Ordinal);

        Refused(ResultTexts.Client(), hostile, reason);
    }

    [Theory]
    [InlineData("""{"version":"1","status":"ok","options":{},"system":{},"regimes":5}""", "its regimes is of the wrong type")]
    [InlineData("""{"version":"1","status":"ok","options":{},"system":{},"regimes":[5]}""", "its regimes is of the wrong type")]
    [InlineData("""{"version":"1","status":"ok","options":{},"system":{},"regimes":[{"regime":"idle","strategies":[{"strategy":"\u001b[2J"}]}]}""", "a strategy of an odd name")]
    [InlineData("""{"version":"1","status":"ok","options":{},"regimes":[]}""", "it lacks system")]
    [InlineData("""{"version":1,"status":"ok","options":{},"system":{},"regimes":[]}""", "its version is of the wrong type")]
    [InlineData("""{"command":"sweep","version":"1","options":{},"system":{},"result":{"status":"ok","steps":[[]]}}""", "its steps is of the wrong type")]
    public void A_result_with_a_part_of_the_wrong_type_is_refused(string text, string reason) => Refused(text, ResultTexts.Client(), reason);

    private DiffResult Diff(string before, string after) => DiffResult.Read(_folder.Write("base.json", before), _folder.Write("new.json", after));

    private void Refused(string before, string after, params string[] reasons)
    {
        ResultFileException e = Assert.Throws<ResultFileException>(() => Diff(before, after));
        Assert.All(reasons, reason => Assert.Contains(reason, e.Message, StringComparison.Ordinal));
    }

    private static FigureChange Change(DiffResult diff, string name) => diff.Changes.Single(change => change.Figure.FullName == name);
}
