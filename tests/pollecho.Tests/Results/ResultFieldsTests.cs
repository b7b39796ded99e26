using Pollecho.Results;
using Field = Pollecho.Results.ReportField<Pollecho.Results.RunResult>;

namespace Pollecho.Tests.Results;

/// <summary>The one list of result fields.</summary>
public class ResultFieldsTests
{
    [Fact]
    public void Every_field_has_a_key_of_its_own()
    {
        string[] keys = [.. ResultFields.All.Select(field => field.Key)];

        Assert.Equal(keys.Distinct(), keys);
    }

    [Fact]
    public void Every_condition_of_a_field_can_be_asked_for_by_a_name_of_its_own()
    {
        string[] durations = [.. ResultFields.All.OfType<Field.Number>().Where(field => field.Unit == ConditionUnit.Microseconds).Select(field => field.Condition).OfType<string>()];
        string[] names =
        [
            .. ResultFields.All.OfType<Field.Number>().Where(field => field.Unit != ConditionUnit.Microseconds).Select(field => field.Condition).OfType<string>(),
            .. durations,
            .. ResultFields.All.OfType<Field.Times>().Select(field => field.Condition).OfType<string>().Select(name => $"{name}.p50"),
            .. ResultFields.All.OfType<Field.Kinds>().SelectMany(field => field.Read(new RunResult())).Select(kind => kind.Name),
        ];

        Assert.Equal(names.Distinct(), names);
        Assert.All(names, name => Assert.True(Threshold.TryParse(name + (name.EndsWith("p50", StringComparison.Ordinal) || durations.Contains(name) ? ">1us" : ">1"), out _, out string error), error));
    }

    [Fact]
    public void A_condition_that_is_not_there_is_refused_with_those_that_are()
    {
        Assert.False(Threshold.TryParse("foo>1", out _, out string error));

        Assert.Equal(
            "knows no metric 'foo'; there are p99 or any percentile, min, mean, max, stddev (also as connect.p99, service.p99, response.p99), "
            + "sent, answered, under_way, skipped, unsent, errors, loss, outages, rate, connects, jitter, tcp_retransmits, cpu, "
            + "altered, short, out_of_order, repeated, late, timed_out, lost, surplus_bytes, refused, connect_timed_out, connect_failed, closed, reset",
            error);
    }
}
