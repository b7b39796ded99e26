using System.CommandLine;
using Pollecho.Results;
using Pollecho.Sweep;
using Pollecho.Text;

namespace Pollecho.Commands;

/// <summary>The options that only a sweep has, checked as all are.</summary>
internal static class SweepParsers
{
    private static readonly Bounds RateBounds = new(Units.ReadCount, SweepPlan.LowestRate, SweepPlan.HighestRate);
    private static readonly Bounds ResolutionBounds = new(ConditionUnit.ReadPercent, "0.5%", "50%");

    /// <summary>Two rates with two dots between.</summary>
    public static Option<RateRange?> Rates(string description) => new CheckedOption<RateRange?>(
        "--rates",
        [],
        "LOW..HIGH",
        description,
        new("two rates such as 5k..100k, the lower one first", TryReadRates, RatesFault));

    /// <summary>A share in per cent.</summary>
    public static Option<double?> Resolution(string description) => new CheckedOption<double?>(
        "--resolution",
        [],
        "PERCENT",
        description,
        ResolutionBounds.Parser<double?>("a share such as 2%", percent => percent / 100));

    /// <summary>The condition that is to be kept.</summary>
    public static Option<Threshold?> While(string description) => new CheckedOption<Threshold?>(
        "--while",
        [],
        "CONDITION",
        description,
        new(Threshold.Form, (string text, out Threshold? value) => Threshold.TryParse(text, out value, out _) && WhileFault(text) is null, WhileFault));

    /// <summary>The condition under which the sweep has failed.</summary>
    public static Option<KneeCondition?> FailIf() => new CheckedOption<KneeCondition?>(
        "--fail-if",
        [],
        "CONDITION",
        $"Exit with {ExitCode.Threshold} if this holds or cannot be told: {KneeCondition.Form}",
        new(
            KneeCondition.Form,
            (string text, out KneeCondition? value) =>
            {
                value = KneeCondition.Parse(text);
                return value is not null;
            }));

    private static bool TryReadRates(string text, out RateRange? range)
    {
        range = RatesFault(text) is null && ReadRates(text) is var (low, high) ? new RateRange(low, high) : null;
        return range is not null;
    }

    private static string? RatesFault(string text)
    {
        string[] ends = text.Split("..", 2);
        return ends.Select(RateBounds.Outside).FirstOrDefault(outside => outside is not null) is { } outside ? outside
            : ReadRates(text) is not var (low, high) || low < high ? null
            : low > high ? $"'{text}' is upside down; give the lower rate first, as {ends[1]}..{ends[0]}"
            : $"'{text}' is a single rate; give two";
    }

    private static (double Low, double High)? ReadRates(string text) =>
        text.Split("..", 2) is [var low, var high] && RateBounds.Read(low) is { } lowest && RateBounds.Read(high) is { } highest ? (lowest, highest) : null;

    private static string? WhileFault(string text) => !Threshold.TryParse(text, out Threshold? condition, out string error) ? $"'{text}': {error}"
        : condition!.NeedsPing || condition.NeedsChurn ? $"'{text}' is of a figure that a sweep does not have; take another one, such as p99"
        : null;
}
