using Pollecho.Results;
using Pollecho.Tests.Client;

namespace Pollecho.Tests.Results;

public class ThresholdTests
{
    [Theory]
    [InlineData("p50>100us", true)]
    [InlineData("p50>120us", false)]
    [InlineData("p50 > 100us", true)]
    [InlineData("  p50>100us ", true)]
    [InlineData("p50<120us", true)]
    [InlineData("p99.99>1ms", false)]
    [InlineData("p0<10us", false)]
    [InlineData("p0<=10.1us", true)]
    [InlineData("p100>=209.9us", true)]
    [InlineData("min>=10us", true)]
    [InlineData("min>10us", false)]
    [InlineData("min<10us", false)]
    [InlineData("mean>109us", true)]
    [InlineData("mean>111us", false)]
    [InlineData("max>209.9us", true)]
    [InlineData("max>210us", false)]
    [InlineData("stddev<58us", true)]
    [InlineData("service.p50>100us", true)]
    [InlineData("service.max<=210us", true)]
    [InlineData("rate<20000", false)]
    [InlineData("rate<20.5k", true)]
    [InlineData("rate<=20k", true)]
    [InlineData("rate>0.5", true)]
    [InlineData("sent<200k", false)]
    [InlineData("answered<200001", true)]
    [InlineData("skipped>0", false)]
    [InlineData("cpu>50%", false)]
    [InlineData("cpu>=50", true)]
    [InlineData("cpu>49.9 %", true)]
    [InlineData("errors>0", false)]
    [InlineData("errors>=0", true)]
    [InlineData("timed_out>0", false)]
    public void A_condition_is_crossed_when_it_holds(string text, bool crossed) =>
        Assert.Equal(crossed, Parse(text).IsCrossed(RunSamples.Good));

    [Fact]
    public void An_open_loop_is_judged_by_its_response_time()
    {
        Assert.True(Parse("p50>1ms").IsCrossed(RunSamples.GoodOpen));
        Assert.True(Parse("response.p50>1ms").IsCrossed(RunSamples.GoodOpen));
        Assert.False(Parse("service.p50>1ms").IsCrossed(RunSamples.GoodOpen));
    }

    [Theory]
    [InlineData("response.p99<1s", true)]
    [InlineData("service.p99<1s", false)]
    [InlineData("p99<1s", false)]
    public void Only_the_response_time_by_name_needs_an_open_loop(string text, bool needed) => Assert.Equal(needed, Parse(text).NeedsOpenLoop);

    [Fact]
    public void Every_kind_of_fault_can_be_asked_for_and_all_of_them_together()
    {
        RunResult failed = RunSamples.Failed;

        Assert.All(failed.Faults.ByKind, kind =>
            Assert.Equal(kind.Count > 0, Parse(kind.Name.Replace(' ', '_') + ">0").IsCrossed(failed)));
        Assert.Equal(1_234, Parse("lost>0").Value(failed));
        Assert.Equal(2, Parse("connect_timed_out>0").Value(failed));
    }

    [Fact]
    public void Errors_are_messages_that_got_no_right_reply_in_time()
    {
        RunResult failed = RunSamples.Failed;
        failed.Faults.Altered = 1;
        failed.Faults.Short = 2;
        failed.Faults.OutOfOrder = 4;
        failed.Faults.Late = 8;
        failed.Faults.TimedOut = 16;
        failed.Unsent = 32;

        // Neither bytes nor connections, nor replies that came once more.
        failed.Faults.SurplusBytes = 64;
        failed.Faults.Repeated = 128;
        failed.Faults.Reset = 256;

        Assert.Equal(1_234 + 63, Parse("errors>0").Value(failed));
    }

    [Theory]
    [InlineData("p99>1s")]
    [InlineData("p99>=1s")]
    [InlineData("p99<1s")]
    [InlineData("p99<=1s")]
    [InlineData("mean<1s")]
    [InlineData("max>1h")]
    [InlineData("rate>1M")]
    [InlineData("cpu>100%")]
    [InlineData("response.p99>1h")]
    public void What_was_not_measured_counts_as_crossed(string text)
    {
        Threshold threshold = Parse(text);

        Assert.Null(threshold.Value(new RunResult()));
        Assert.True(threshold.IsCrossed(new RunResult()));
    }

    [Fact]
    public void What_an_open_loop_measures_counts_as_crossed_in_a_closed_one() =>
        Assert.True(Parse("response.p99>1h").IsCrossed(RunSamples.Good));

    [Theory]
    [InlineData("errors>0")]
    [InlineData("skipped>0")]
    [InlineData("sent<1")]
    public void A_run_without_an_answer_passes_no_condition(string text)
    {
        Assert.True(Parse(text).IsCrossed(new RunResult()));
        Assert.True(Parse(text).IsCrossed(new RunResult { Sent = 10, UnderWay = 10 }));
    }

    [Theory]
    [InlineData("p99>1s", false)]
    [InlineData("p99.1>1s", true)]
    [InlineData("p100>1s", true)]
    [InlineData("max>1s", true)]
    [InlineData("mean>1s", true)]
    [InlineData("min>1s", false)]
    [InlineData("service.p99>1s", false)]
    [InlineData("service.p99.1>1s", true)]
    public void No_latency_condition_passes_on_messages_that_got_no_reply(string text, bool crossed)
    {
        // A hundredth of the messages got no right reply: up to p99 the others alone decide.
        RunResult result = RunSamples.GoodOpen;
        result.Answered = 198_000;
        result.Service = RunSamples.Even(198_000, from: 10_000);
        result.KnownResponse = RunSamples.Even(198_000, from: 1_010_000);
        result.Response = RunSamples.Even(200_000, from: 1_010_000);

        Assert.Equal(crossed, Parse(text).IsCrossed(result));
        Assert.Equal(crossed, Parse(text).Value(result) is null);
    }

    [Fact]
    public void No_latency_condition_passes_on_messages_that_were_skipped()
    {
        RunResult result = RunSamples.GoodOpen;
        result.Skipped = 100_000;

        Assert.True(Parse("p99>1s").IsCrossed(result));
        Assert.False(Parse("p50>1s").IsCrossed(result));
        Assert.False(Parse("service.p99>1s").IsCrossed(result));
    }

    [Theory]
    [InlineData("min>1us", 10, "us")]
    [InlineData("rate>1", 20_000, "messages_per_s")]
    [InlineData("cpu>1", 50, "percent")]
    [InlineData("sent>1", 200_000, "count")]
    public void A_value_is_in_the_unit_that_goes_with_it(string text, double value, string unit)
    {
        Assert.Equal(value, Parse(text).Value(RunSamples.Good));
        Assert.Equal(unit, Parse(text).Unit);
    }

    [Theory]
    [InlineData("min>1us", "min>1us: it is 10.0 µs")]
    [InlineData("rate > 1", "rate > 1: it is 20,000")]
    [InlineData("cpu>1%", "cpu>1%: it is 50%")]
    [InlineData("response.p9<1s", "response.p9<1s: only an open loop has response times; give it a --rate")]
    public void A_condition_explains_itself(string text, string explanation) =>
        Assert.Equal(explanation, Parse(text).Explain(RunSamples.Good));

    [Theory]
    [InlineData("min>20us", "min = 10.0 µs (limit 20.0 µs): passed")]
    [InlineData("rate < 20k", "rate = 20,000 (at least 20,000): passed")]
    [InlineData("cpu>=51%", "cpu = 50% (limit 51%): passed")]
    [InlineData("lost>0", "lost = 0 (limit 0): passed")]
    public void A_condition_that_does_not_hold_says_so(string text, string passed)
    {
        Assert.False(Parse(text).IsCrossed(RunSamples.Good));
        Assert.Equal(passed, Parse(text).Passed(RunSamples.Good));
    }

    [Fact]
    public void A_condition_without_a_figure_explains_why_it_is_crossed()
    {
        Assert.Equal("p99>1s: nothing was answered, so that it cannot be judged", Parse("p99>1s").Explain(new RunResult()));

        // As it is where the system does not report it.
        Assert.True(Parse("tcp_retransmits>5").IsCrossed(RunSamples.Good));
        Assert.Equal("tcp_retransmits>5: it is not known, as this system's TCP does not report it", Parse("tcp_retransmits>5").Explain(RunSamples.Good));
    }

    [Theory]
    [InlineData("", "takes a condition")]
    [InlineData("p99", "takes a condition")]
    [InlineData("p99=1ms", "takes a condition")]
    [InlineData("p101>1ms", "takes percentiles from p0 to p100, not 'p101'")]
    [InlineData("p99>5", "p99 takes a duration such as 500us, 1ms, 10s or 2m, not '5'")]
    [InlineData("p99>0", "p99 takes a duration")]
    [InlineData("p99>", "p99 takes a duration")]
    [InlineData("p99>>1ms", "p99 takes a duration")]
    [InlineData("p99>-1ms", "p99 takes a duration")]
    [InlineData("p99>1ms>2ms", "p99 takes a duration")]
    [InlineData(">1ms", "knows no metric ''")]
    [InlineData("foo>1", "knows no metric 'foo'; there are p99")]
    [InlineData("p>1ms", "knows no metric 'p'")]
    [InlineData("p99.>1ms", "knows no metric 'p99.'")]
    [InlineData("p-1>1ms", "knows no metric 'p-1'")]
    [InlineData("pNaN>1ms", "knows no metric 'pNaN'")]
    [InlineData("P99>1ms", "knows no metric 'P99'")]
    [InlineData("p 99>1ms", "knows no metric 'p 99'")]
    [InlineData("p99=>1ms", "knows no metric 'p99='")]
    [InlineData("1ms<p99", "knows no metric '1ms'")]
    [InlineData("service.>1ms", "knows no metric 'service.'")]
    [InlineData("service.rate>1", "knows no metric 'service.rate'")]
    [InlineData("timed out>1", "knows no metric 'timed out'")]
    [InlineData("rate<x", "rate takes a number of messages a second such as 20000 or 20k, not 'x'")]
    [InlineData("rate<20ms", "rate takes")]
    [InlineData("rate<NaN", "rate takes")]
    [InlineData("errors>1ms", "errors takes a whole number such as 0 or 20k, not '1ms'")]
    [InlineData("errors>0.5", "errors takes")]
    [InlineData("cpu>half", "cpu takes a share of one core such as 50%, not 'half'")]
    [InlineData("cpu>%", "cpu takes")]
    public void A_bad_condition_is_refused_with_what_is_wrong(string text, string expected)
    {
        Assert.False(Threshold.TryParse(text, out Threshold? threshold, out string error));
        Assert.Null(threshold);
        Assert.StartsWith(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
    }

    private static Threshold Parse(string text)
    {
        Assert.True(Threshold.TryParse(text, out Threshold? threshold, out string error), error);
        Assert.Equal("", error);
        Assert.Equal(text.Trim(), threshold!.Expression);
        return threshold;
    }
}
