using Pollecho.Commands;
using Pollecho.Compare;
using Pollecho.Measurement;

namespace Pollecho.Tests.Output.Comparison;

/// <summary>Made-up results of comparisons.</summary>
internal static class ComparisonSamples
{
    /// <summary>A result of nothing so far.</summary>
    /// <param name="strategies">The contenders, with commas between; the first is the reference.</param>
    public static CompareResult Empty(string strategies = "spin,select")
    {
        IReadOnlyList<Contender> contenders = ContenderParser.ParseList(strategies);
        return new CompareResult(new ComparePlan { Contenders = contenders, Reference = contenders[0] });
    }

    /// <summary>A result in which everything was measured of every contender.</summary>
    /// <param name="strategies">As above.</param>
    /// <param name="disturbed">Whether other programs were in the way of every window.</param>
    public static CompareResult Full(string strategies, bool disturbed = false)
    {
        CompareResult result = Empty(strategies);
        result.Elapsed = TimeSpan.FromSeconds(60);
        for (int run = 0; run < result.Plan.Runs; run++)
        {
            foreach (Regime regime in Regime.All)
            {
                int place = 0;
                foreach (Contender contender in result.Plan.Contenders)
                {
                    place++;
                    double microseconds = (30 + (17 * (place % 5) * place)) * (1 + (0.02 * run));
                    result.Add(regime, contender.Name, run, Sample(regime.HasTraffic ? 2_000 : 0, microseconds, place, disturbed));
                }
            }
        }

        return result;
    }

    /// <summary>A sample of one run.</summary>
    /// <param name="roundTrips">How many there were.</param>
    /// <param name="microseconds">How long the fastest took.</param>
    /// <param name="cpu">The server's processor time, in milliseconds.</param>
    /// <param name="disturbed">Whether other programs were in the way.</param>
    public static Sample Sample(int roundTrips, double microseconds = 20, double cpu = 10, bool disturbed = false)
    {
        var histogram = new LatencyHistogram();
        for (int i = 0; i < roundTrips; i++)
        {
            histogram.Record((long)(1_000 * microseconds * (1 + (i / (double)roundTrips) + (i % 100 == 99 ? 3 : 0))));
        }

        return new(TimeSpan.FromSeconds(1), roundTrips, histogram, TimeSpan.FromMilliseconds(cpu))
        {
            Disturbance = new(disturbed ? 0.9 : 0, disturbed ? 1 : 0, 0, 0),
            OtherWorkPerSecond = 17_000 / cpu,
            EmptyCallsPerMessage = roundTrips > 0 ? cpu / 7 : null,
        };
    }
}
