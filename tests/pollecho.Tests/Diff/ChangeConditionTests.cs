using System.Text.Json.Nodes;
using Pollecho.Diff;

namespace Pollecho.Tests.Diff;

/// <summary>Conditions on a change: how they are written, and when they are crossed.</summary>
public sealed class ChangeConditionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("p99")]
    [InlineData("p99>10%")]
    [InlineData("p99>+10")]
    [InlineData("p99>+10ms")]
    [InlineData("p99>+%")]
    [InlineData("p99>+-1%")]
    [InlineData("p99>+NaN%")]
    [InlineData("p99=+10%")]
    [InlineData(">+10%")]
    [InlineData("")]
    public void One_that_is_malformed_is_refused_with_what_is_taken(string text)
    {
        Assert.False(ChangeCondition.TryParse(text, out _, out string error));
        Assert.Equal($"takes {ChangeCondition.Form}, not '{text}'", error);
    }

    [Theory]
    [InlineData("p99>+10%", 1.2, true)]
    [InlineData("service.p99 >= +10 %", 1.2, true)]
    [InlineData("p99>+10%", 1.09, false)]
    [InlineData("p99>+10%", 0.8, false)]
    [InlineData("p99<-10%", 0.8, true)]
    [InlineData("p99<=-10%", 0.95, false)]
    [InlineData("p99>-10%", 1, true)]
    public void It_is_crossed_by_a_change_beyond_its_limit(string text, double times, bool crossed)
    {
        DiffResult diff = Diff(ResultTexts.Clients(5), ResultTexts.Clients(5, rate: 19_999, times: times));

        Assert.Equal(crossed && times != 1, Parse(text).Crossed(diff) is not null);
    }

    [Fact]
    public void A_change_that_the_runs_show_to_be_noise_does_not_cross_it()
    {
        // Some 14% apart, and sets that overlap.
        string before = Runs(20_000, 1, 1.3, 0.9, 1.01, 1.2);
        string after = Runs(20_001, 1.2, 0.95, 1.45, 1.3, 1.15);

        DiffResult diff = Diff(before, after);

        Assert.Null(Parse("p99>+10%").Crossed(diff));
        Assert.Equal("p99>+10%: passed, service.p99 is +13.9%, which is within the noise", Parse("p99>+10%").Explain(diff));
    }

    [Fact]
    public void A_small_change_that_is_beyond_the_noise_crosses_a_smaller_limit()
    {
        DiffResult diff = Diff(Runs(20_000, 1, 1.001, 1.002, 1.003, 1.004), Runs(20_001, 1.03, 1.031, 1.032, 1.033, 1.034));

        Assert.False(diff.Changes.Single(change => change.Figure.Alias == "p99").IsWorse);
        Assert.NotNull(Parse("p99>+2%").Crossed(diff));
        Assert.Null(Parse("p99>+4%").Crossed(diff));
    }

    [Fact]
    public void Too_few_runs_to_tell_excuse_nothing()
    {
        DiffResult diff = Diff(ResultTexts.Client(), ResultTexts.Client(rate: 19_999, times: 1.234));

        Assert.NotNull(Parse("p99>+10%").Crossed(diff));
        Assert.Equal("p99>+10%: service.p99 is +23.4%, and these are too few runs to tell whether that is noise", Parse("p99>+10%").Explain(diff));
        Assert.Equal("service.p99>+25%: passed, it is +23.4%", Parse("service.p99>+25%").Explain(diff));
    }

    [Fact]
    public void A_figure_that_one_set_lacks_crosses_it_whatever_the_limit()
    {
        static void None(JsonNode root) => root["result"]!["service_time_us"] = null;

        DiffResult diff = Diff(ResultTexts.Clients(5), ResultTexts.Clients(5, change: None));

        Assert.Equal("p99>+99999%: service.p99 is not known in NEW", Parse("p99>+99999%").Explain(diff));
        Assert.NotNull(Parse("p99<-99%").Crossed(diff));
    }

    [Fact]
    public void A_figure_that_some_runs_lack_crosses_it_as_the_others_are_the_better_ones()
    {
        static void None(JsonNode root) => root["result"]!["service_time_us"] = null;

        DiffResult diff = Diff(ResultTexts.Clients(5), ResultTexts.Clients(4, rate: 19_999) + ResultTexts.Client(rate: 19_998, change: None));

        Assert.Equal("p99>+50%: service.p99 is -0.5%, but known in only 5 of 5 runs of BASE and 4 of 5 of NEW", Parse("p99>+50%").Explain(diff));
        Assert.Null(Parse("rate<-5%").Crossed(diff));
    }

    [Fact]
    public void Of_sweeps_that_searched_the_steps_at_a_rate_of_both_count_and_no_others()
    {
        static string Sweep(int rate, double knee) => $$"""
            {"command":"sweep","version":"1","system":{},"options":{},
             "result":{"status":"ok","knee_messages_per_s":{{knee}},"steps":[
               {"rate_messages_per_s":100,"outcome":"kept","messages_per_s":100},{"rate_messages_per_s":{{rate}},"outcome":"kept","messages_per_s":{{rate}}}]} }
            """;

        DiffResult diff = Diff(Sweep(17_680, 17_600), Sweep(17_710, 17_601));

        Assert.Null(Parse("rate<-10%").Crossed(diff));
        Assert.Single(Parse("rate<-10%").Of(diff));
        Assert.Empty(Parse("17680.rate<-10%").Of(diff));
        Assert.Null(Parse("knee<-10%").Crossed(diff));
    }

    [Fact]
    public void A_knee_that_some_sweeps_did_not_find_crosses_it()
    {
        static string Sweep(int knee, string found) => $$"""{"command":"sweep","version":"1","system":{},"options":{"n":1},"result":{"status":"ok","elapsed_s":{{knee}},"knee_messages_per_s":{{found}},"steps":[]} }""";

        DiffResult diff = Diff(Sweep(1, "100") + Sweep(2, "101"), Sweep(3, "100") + Sweep(4, "null"));

        Assert.NotNull(Parse("knee<-10%").Crossed(diff));
    }

    [Fact]
    public void A_percentile_of_too_few_samples_crosses_it_and_says_how_many_it_takes()
    {
        static void Few(JsonNode root) => root["result"]!["service_time_us"]!["count"] = 1_000;

        DiffResult both = Diff(ResultTexts.Clients(5, change: Few), ResultTexts.Clients(5, rate: 19_999, change: Few));
        DiffResult one = Diff(ResultTexts.Clients(5), ResultTexts.Clients(5, rate: 19_999, change: Few));

        Assert.Equal("p99.9>+10%: service.p99.9 is not known in BASE and NEW, as it takes 10,000 samples a run; run longer", Parse("p99.9>+10%").Explain(both));
        Assert.Equal("p99.9>+10%: service.p99.9 is not known in NEW, as it takes 10,000 samples a run; run longer", Parse("p99.9>+10%").Explain(one));
        Assert.Empty(Parse("p98>+10%").Of(both));
    }

    [Fact]
    public void What_was_0_crosses_every_limit_upwards()
    {
        static void Lost(JsonNode root) => root["result"]!["faults"]!["lost"] = 3;

        DiffResult diff = Diff(ResultTexts.Clients(5), ResultTexts.Clients(5, change: Lost));

        Assert.Equal("lost>+0%: it is no longer 0", Parse("lost>+0%").Explain(diff));
        Assert.Null(Parse("timed_out>+0%").Crossed(diff));
        Assert.All(
            ["altered", "short", "out_of_order", "repeated", "late", "timed_out", "lost", "surplus_bytes", "refused", "connect_timed_out", "connect_failed", "closed", "reset"],
            kind => Assert.Single(Parse($"{kind}>+0%").Of(diff)));
    }

    [Fact]
    public void A_name_without_its_section_means_the_figure_in_any_of_them()
    {
        static string Sweep(double slow) => $$"""
            {"command":"sweep","version":"1","system":{},"options":{},
             "result":{"status":"ok","knee_messages_per_s":20000,"steps":[
               {"rate_messages_per_s":5000,"outcome":"kept","messages_per_s":5000},{"rate_messages_per_s":10000,"outcome":"kept","messages_per_s":{{slow}}}]} }
            """;

        DiffResult diff = Diff(Sweep(10_000), Sweep(8_000));

        Assert.Equal("10000.rate", Parse("rate<-10%").Crossed(diff)?.Figure.FullName);
        Assert.Null(Parse("5000.rate<-10%").Crossed(diff));
        Assert.Equal("rate<-30%: passed by 2 figures", Parse("rate<-30%").Explain(diff));
        Assert.Empty(Parse("p98>+1%").Of(diff));
    }

    private DiffResult Diff(string before, string after) => DiffResult.Read(_folder.Write("base.json", before), _folder.Write("new.json", after));

    private static string Runs(double rate, params double[] times) => string.Concat(times.Select(one => ResultTexts.Client(rate, one)));

    private static ChangeCondition Parse(string text)
    {
        Assert.True(ChangeCondition.TryParse(text, out ChangeCondition? condition, out string error), error);
        return condition!;
    }
}
