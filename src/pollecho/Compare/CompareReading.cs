using Pollecho.Measurement;
using Pollecho.Text;
using Pollecho.Waiting;

namespace Pollecho.Compare;

/// <summary>
/// The notebook's four claims, read off the figures: whether this machine confirms each, and by how much. What the claims leave
/// out is said too: with a core to spare, spinning answers sooner than asking the system.
/// </summary>
internal static class CompareReading
{
    /// <summary>Per cent of a core from which on a server seldom finds nothing to do.</summary>
    private const double Busy = 90;

    private static readonly IEnumerable<WaitKind> Polling = WaitStrategies.All.Where(kind => kind.NeverSleeps);
    private static readonly IEnumerable<WaitKind> Napping = WaitStrategies.All.Where(kind => kind is { NeverSleeps: false, AsksTheSystem: false });

    /// <summary>The readings, in the order of the notebook's claims.</summary>
    public static IReadOnlyList<ClaimReading> Of(CompareResult result)
    {
        string? poll = Measured(result, Polling), ask = Measured(result, WaitStrategies.Readiness), nap = Measured(result, Napping);
        return [OtherWork(result, poll, ask ?? nap), CpuUse(result, poll, ask ?? "blocking"), Naps(result, nap, poll), AskingTheSystem(result, ask, poll)];
    }

    private static ClaimReading OtherWork(CompareResult result, string? poll, string? ask)
    {
        const string Claim = "While it waits, a polling process can do other work.";
        Spread? done = poll is null ? null : result.Get(Regime.Idle, poll, Metric.OtherWorkPerSecond);
        if (done is null)
        {
            return NotMeasured(1, Claim);
        }

        List<string> findings = [$"idle, {poll} did {Units.Figure(done.Median)} units of other work a second"];
        if (Contrast.Of(result, Regime.Idle, Metric.OtherWorkPerSecond, poll, ask) is not { } contrast)
        {
            return new(1, Claim, done.Min > 0 ? Verdict.Confirmed : Verdict.Contradicted, findings);
        }

        findings.Add($"{ask} did {Units.Figure(contrast.Low.Median)}, since it is stopped while it waits");
        if (result.Get(Regime.Saturated, poll!, Metric.OtherWorkPerSecond) is { } busy)
        {
            findings.Add($"saturated, {poll} had time for {Units.Figure(busy.Median)}");
        }

        return new(1, Claim, done.Median <= 0 ? Verdict.Contradicted : contrast.Verdict, findings);
    }

    private static ClaimReading CpuUse(CompareResult result, string? poll, string other)
    {
        const string Claim = "Polling drives CPU use up.";
        if (Contrast.Of(result, Regime.Idle, Metric.CpuPercent, poll, other) is not { } idle)
        {
            return NotMeasured(2, Claim);
        }

        List<string> findings = [$"idle, {poll} used {Units.Figure(idle.High.Median)}% of a core, {other} {Units.Figure(idle.Low.Median)}%"];
        if (Contrast.Of(result, Regime.Saturated, Metric.CpuPerMessage, poll, other) is { } busy)
        {
            findings.Add($"saturated it is another matter: {Units.Figure(busy.High.Median)} µs of CPU a message against {Units.Figure(busy.Low.Median)} µs{UnlessDifferent(busy)}");
        }

        return new(2, Claim, idle.Verdict, findings);
    }

    private static ClaimReading Naps(CompareResult result, string? nap, string? poll)
    {
        const string Claim = "Polling now and then raises the response delay and so lowers throughput.";
        Contrast? delay = Contrast.Of(result, Regime.Sparse, Metric.P50, nap, poll);
        Contrast? throughput = Contrast.Of(result, Regime.Saturated, Metric.MessagesPerSecond, poll, nap);
        if (delay is null && throughput is null)
        {
            return NotMeasured(3, Claim);
        }

        var findings = new List<string>();
        if (delay is not null)
        {
            findings.Add($"sparse, the median delay was {Units.Figure(delay.High.Median)} µs with {nap}, {Units.Figure(delay.Low.Median)} µs with {poll}{Times(delay)}");
        }

        if (throughput is not null)
        {
            findings.Add($"saturated, {nap} answered {Units.Figure(throughput.Low.Median)} messages/s, {poll} {Units.Figure(throughput.High.Median)}{UnlessDifferent(throughput)}");
            if (result.Get(Regime.Saturated, nap!, Metric.CpuPercent) is { Median: >= Busy } cpu)
            {
                findings.Add($"it was busy for {Units.Figure(cpu.Median)}% of that time, and so seldom napped");
            }
        }

        if (Contrast.Of(result, Regime.Idle, Metric.CpuPercent, poll, nap) is { Verdict: Verdict.Confirmed } saved)
        {
            findings.Add($"what the nap buys: idle, {Units.Figure(saved.Low.Median)}% of a core, not {Units.Figure(saved.High.Median)}%");
        }

        return new(3, Claim, Contrast.Join(delay, throughput), findings);
    }

    private static ClaimReading AskingTheSystem(CompareResult result, string? ask, string? poll)
    {
        const string Claim = "Asking the system which connections are ready is better.";
        Contrast? cpu = Contrast.Of(result, Regime.Idle, Metric.CpuPercent, poll, ask);
        Contrast? delay = Contrast.Of(result, Regime.Crowded, Metric.P50, poll, ask);
        if (cpu is null && delay is null)
        {
            return NotMeasured(4, Claim);
        }

        var findings = new List<string>();
        if (cpu is not null)
        {
            findings.Add($"idle, {ask} used {Units.Figure(cpu.Low.Median)}% of a core, {poll} {Units.Figure(cpu.High.Median)}%");
        }

        if (delay is not null)
        {
            findings.Add($"beside {Units.Count(result.Plan.IdleConnections)} silent connections the median delay was {Units.Figure(delay.Low.Median)} µs with {ask}, {Units.Figure(delay.High.Median)} µs with {poll}{Times(delay)}");
        }

        if (Contrast.Of(result, Regime.Sparse, Metric.P50, ask, poll) is { } sparse)
        {
            findings.Add(sparse.Verdict switch
            {
                Verdict.Confirmed => $"the exception: with few connections and a core of its own, {poll} answered sooner, {Units.Figure(sparse.Low.Median)} µs against {Units.Figure(sparse.High.Median)} µs, as it need not be woken",
                Verdict.Contradicted => $"also with few connections {ask} answered sooner, {Units.Figure(sparse.High.Median)} µs against {Units.Figure(sparse.Low.Median)} µs: spinning pays only with a core of its own",
                _ => $"with few connections {ask} answered after {Units.Figure(sparse.High.Median)} µs, {poll} after {Units.Figure(sparse.Low.Median)} µs{UnlessDifferent(sparse)}",
            });
        }

        return new(4, Claim, Contrast.Join(cpu, delay), findings);
    }

    private static ClaimReading NotMeasured(int number, string claim) =>
        new(number, claim, Verdict.NotMeasured, ["the strategies it speaks of are not among the contenders, or were not measured"]);

    /// <summary>The first contender of one of these kinds that has figures, by its full name.</summary>
    private static string? Measured(CompareResult result, IEnumerable<WaitKind> kinds) =>
        kinds.SelectMany(kind => result.Plan.Contenders.Where(contender => contender.Kind == kind.Name))
            .FirstOrDefault(contender => result[Regime.Idle, contender.Name] is not null)?.Name;

    /// <summary>How many times higher, or why it is not said.</summary>
    private static string Times(Contrast contrast) => contrast.Verdict is Verdict.Confirmed or Verdict.Contradicted
        ? contrast.Ratio is double ratio ? $" ({Units.Figure(ratio)} times as much)" : "" : UnlessDifferent(contrast);

    private static string UnlessDifferent(Contrast contrast) => contrast.Verdict switch
    {
        Verdict.NoDifference => " (no difference shown)",
        Verdict.TooFewRuns or Verdict.MachineBusy => $" ({contrast.Verdict.Words()})",
        _ => "",
    };
}
