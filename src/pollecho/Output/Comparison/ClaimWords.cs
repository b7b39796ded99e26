using Pollecho.Compare;
using Pollecho.Measurement;
using Pollecho.Text;

namespace Pollecho.Output.Comparison;

/// <summary>
/// The notebook's four claims in words, with the figures by which they stand or fall. What the claims leave out is said
/// too: with a core to spare, spinning answers sooner than asking the system.
/// </summary>
internal static class ClaimWords
{
    /// <summary>Per cent of a core from which on a server seldom finds nothing to do.</summary>
    private const double Busy = 90;

    private static readonly (string Claim, Func<CompareResult, ClaimReading, IEnumerable<string>> Findings)[] Claims =
    [
        ("While it waits, a polling process can do other work.", OtherWork),
        ("Polling drives CPU use up.", CpuUse),
        ("Polling now and then raises the response delay and so lowers throughput.", Naps),
        ("Asking the system which connections are ready is better.", AskingTheSystem),
    ];

    /// <summary>The claim.</summary>
    public static string Claim(this ClaimReading reading) => Claims[reading.Number - 1].Claim;

    /// <summary>By how much it holds or not, and what puts that into proportion; sentences.</summary>
    public static IReadOnlyList<string> Findings(this ClaimReading reading, CompareResult result) => reading.Verdict == Verdict.NotMeasured
        ? ["the strategies it speaks of are not among the contenders, or were not measured"] : [.. Claims[reading.Number - 1].Findings(result, reading)];

    private static IEnumerable<string> OtherWork(CompareResult result, ClaimReading reading)
    {
        string poll = reading.Subject!;
        yield return $"idle, {poll} did {Median(result.Get(Regime.Idle, poll, Metric.OtherWorkPerSecond))} units of other work a second";
        if (reading.Find(Regime.Idle, Metric.OtherWorkPerSecond) is not { } contrast)
        {
            yield break;
        }

        yield return $"{contrast.Second} did {Low(contrast)}, since it is stopped while it waits";
        if (result.Get(Regime.Saturated, poll, Metric.OtherWorkPerSecond) is { } busy)
        {
            yield return $"saturated, {poll} had time for {Median(busy)}";
        }
    }

    private static IEnumerable<string> CpuUse(CompareResult result, ClaimReading reading)
    {
        if (reading.Find(Regime.Idle, Metric.CpuPercent) is { } idle)
        {
            yield return $"idle, {idle.First} used {High(idle)}% of a core, {idle.Second} {Low(idle)}%";
        }

        if (reading.Find(Regime.Saturated, Metric.CpuPerMessage) is { } busy)
        {
            yield return busy.Verdict == Verdict.Confirmed ? $"saturated, {busy.First} used {High(busy)} µs of CPU a message, {busy.Second} {Low(busy)} µs"
                : $"saturated it is another matter: {High(busy)} µs of CPU a message against {Low(busy)} µs{UnlessDifferent(busy)}";
        }
    }

    private static IEnumerable<string> Naps(CompareResult result, ClaimReading reading)
    {
        if (reading.Find(Regime.Sparse, Metric.P50) is { } delay)
        {
            yield return $"sparse, the median delay was {High(delay)} µs with {delay.First}, {Low(delay)} µs with {delay.Second}{Times(delay)}";
        }

        if (reading.Find(Regime.Saturated, Metric.MessagesPerSecond) is { } throughput)
        {
            yield return $"saturated, {throughput.Second} answered {Low(throughput)} messages/s, {throughput.First} {High(throughput)}{UnlessDifferent(throughput)}";
            if (result.Get(Regime.Saturated, throughput.Second, Metric.CpuPercent) is { Median: >= Busy } cpu)
            {
                yield return $"it was busy for {Median(cpu)}% of that time, and so seldom napped";
            }
        }

        if (reading.Find(Regime.Idle, Metric.CpuPercent) is { Verdict: Verdict.Confirmed } saved)
        {
            yield return $"what the nap buys: idle, {Low(saved)}% of a core, not {High(saved)}%";
        }
    }

    private static IEnumerable<string> AskingTheSystem(CompareResult result, ClaimReading reading)
    {
        if (reading.Find(Regime.Idle, Metric.CpuPercent) is { } cpu)
        {
            yield return $"idle, {cpu.Second} used {Low(cpu)}% of a core, {cpu.First} {High(cpu)}%";
        }

        if (reading.Find(Regime.Crowded, Metric.P50) is { } delay)
        {
            yield return $"beside {Units.Count(result.Plan.IdleConnections)} silent connections the median delay was {Low(delay)} µs with {delay.Second}, {High(delay)} µs with {delay.First}{Times(delay)}";
        }

        if (reading.Find(Regime.Sparse, Metric.P50) is { } sparse)
        {
            (string ask, string poll) = (sparse.First, sparse.Second);
            yield return sparse.Verdict switch
            {
                Verdict.Confirmed => $"the exception: with few connections and a core of its own, {poll} answered sooner, {Low(sparse)} µs against {High(sparse)} µs, as it need not be woken",
                Verdict.Contradicted => $"also with few connections {ask} answered sooner, {High(sparse)} µs against {Low(sparse)} µs: spinning pays only with a core of its own",
                _ => $"with few connections {ask} answered after {High(sparse)} µs, {poll} after {Low(sparse)} µs{UnlessDifferent(sparse)}",
            };
        }
    }

    private static string High(Contrast contrast) => Median(contrast.High);

    private static string Low(Contrast contrast) => Median(contrast.Low);

    private static string Median(Spread? spread) => CompareFormat.Number(spread?.Median);

    /// <summary>How many times higher, or why that is not said.</summary>
    private static string Times(Contrast contrast) => contrast.Verdict is Verdict.Confirmed or Verdict.Contradicted
        ? contrast.Ratio is double ratio ? $" ({Units.Figure(ratio)} times as much)" : "" : UnlessDifferent(contrast);

    private static string UnlessDifferent(Contrast contrast) => contrast.Verdict switch
    {
        Verdict.NoDifference => " (no difference shown)",
        Verdict.TooFewRuns or Verdict.MachineBusy => $" ({contrast.Verdict.Words()})",
        _ => "",
    };
}
