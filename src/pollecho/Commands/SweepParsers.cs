using System.CommandLine;
using Pollecho.Results;
using Pollecho.Sweep;
using Pollecho.Text;

namespace Pollecho.Commands;

/// <summary>The options that only a sweep has, checked as all are.</summary>
internal static class SweepParsers
{
    private const string RatesForm = "two rates such as 5k..100k, the lower one first";

    private static readonly Bounds RateBounds = new(Units.ReadCount, SweepPlan.LowestRate, SweepPlan.HighestRate);
    private static readonly Bounds ResolutionBounds = new(ConditionUnit.ReadPercent, "0.5%", "50%");

    /// <summary>Two rates with two dots between.</summary>
    public static Option<RateRange?> Rates(string description) => Create<RateRange?>(
        "--rates",
        "LOW..HIGH",
        description,
        RatesForm,
        text =>
        {
            string[] ends = text.Split("..", 2);
            if (ends.Select(RateBounds.Outside).FirstOrDefault(outside => outside is not null) is { } outside)
            {
                return (null, $"--rates {outside}");
            }

            return ends is not [var low, var high] || RateBounds.Read(low) is not { } lowest || RateBounds.Read(high) is not { } highest
                ? (null, $"--rates takes {RatesForm}, not '{text}'")
                : lowest < highest ? (new RateRange(lowest, highest), null)
                : (null, lowest > highest ? $"--rates '{text}' is upside down; give the lower rate first, as {high}..{low}" : $"--rates '{text}' is a single rate; give two");
        });

    /// <summary>A share in per cent.</summary>
    public static Option<double?> Resolution(string description) => Create<double?>(
        "--resolution",
        "PERCENT",
        description,
        "a share such as 2%",
        text => ResolutionBounds.Outside(text) is { } outside ? (null, $"--resolution {outside}")
            : ConditionUnit.ReadPercent(text) is { } percent ? (percent / 100, null)
            : (null, $"--resolution takes a share such as 2%, not '{text}'"));

    /// <summary>The condition that is to be kept.</summary>
    public static Option<Threshold?> While(string description) => Create<Threshold?>(
        "--while",
        "CONDITION",
        description,
        Threshold.Form,
        text => !Threshold.TryParse(text, out Threshold? condition, out string error) ? (null, $"--while '{text}': {error}")
            : condition!.NeedsPing || condition.NeedsChurn ? (null, $"--while '{text}' is of a figure that a sweep does not have; take another one, such as p99")
            : (condition, null));

    /// <summary>The condition under which the sweep has failed.</summary>
    public static Option<KneeCondition?> FailIf() => Create<KneeCondition?>(
        "--fail-if",
        "CONDITION",
        $"Exit with {ExitCode.Threshold} if this holds or cannot be told: {KneeCondition.Form}",
        KneeCondition.Form,
        text => KneeCondition.Parse(text) is { } condition ? (condition, null) : (null, $"--fail-if takes {KneeCondition.Form}, not '{text}'"));

    private static CheckedOption<T> Create<T>(string name, string helpName, string description, string takes, Func<string, (T? Value, string? Error)> read) => new(name, [], takes)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result =>
        {
            (T? value, string? error) = read(result.Tokens[0].Value);
            if (error is not null)
            {
                result.AddError(error);
            }

            return value;
        },
    };
}
