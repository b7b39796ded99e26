using System.CommandLine;
using System.Globalization;
using Pollecho.Client;
using Pollecho.Results;
using Pollecho.Sweep;
using Pollecho.Text;

namespace Pollecho.Commands;

/// <summary>The sweep's options on the command line, and what they come to.</summary>
internal sealed class SweepOptions
{
    private static readonly SweepPlan Usual = new(SweepPlan.UsualLoad);

    private readonly ClientOptions _client = new();
    private readonly Option<Threshold?> _while = SweepParsers.While(
        $"Find the highest rate that meets this, the knee: a condition such as 'p99<2ms' [default without --rates: '{SweepPlan.UsualCondition}']");

    private readonly Option<RateRange?> _rates = SweepParsers.Rates(
        $"Measure these rates, in messages a second, evenly spaced on a logarithmic scale; with --while, stop at the first that fails and search below it [default: from {Usual.Rates[0]} on, doubling]");

    private readonly Option<long?> _steps = Parsers.Count("--steps", [], $"How many rates, from 2 to {SweepPlan.MostSteps} [default: {SweepPlan.UsualSteps}]");
    private readonly Option<double?> _resolution = SweepParsers.Resolution(
        $"Find the knee to within this percentage [default: {(100 * Usual.Resolution).ToString(CultureInfo.InvariantCulture)}%]");

    /// <summary>The client's part of them.</summary>
    public ClientOptions Client => _client;

    /// <summary>Adds them to the command.</summary>
    public void AddTo(DocumentedCommand command)
    {
        command.Add(OptionGroups.Sweep, _while, _rates, _steps, _resolution);
        _client.AddLoadsTo(command, SweepPlan.UsualLoad);
    }

    /// <summary>Whether a knee is looked for.</summary>
    public bool IsSearch(ParseResult result) => result.GetValue(_while) is not null || result.GetValue(_rates) is null;

    /// <summary>What is to be swept; its servers are not looked up yet.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="servers">How many there are at least.</param>
    /// <exception cref="CommandException">Options contradict one another, or cannot be done.</exception>
    public SweepPlan Bind(ParseResult result, int servers)
    {
        long steps = result.GetValue(_steps) ?? SweepPlan.UsualSteps;
        if (steps is < 2 or > SweepPlan.MostSteps)
        {
            throw CommandException.Usage($"--steps {steps} is {(steps < 2 ? "under 2" : $"over {SweepPlan.MostSteps}")}");
        }

        if (result.GetValue(_steps) is not null && result.GetValue(_rates) is null)
        {
            throw CommandException.Usage("--steps goes with --rates; give these, or leave it out");
        }

        if (result.GetValue(_resolution) is not null && !IsSearch(result))
        {
            throw CommandException.Usage("--resolution goes with --while; give that, or leave it out");
        }

        RunOptions load = _client.Bind(result, servers, SweepPlan.UsualLoad);
        if (load.Duration < Units.Seconds(Units.ReadDuration(SweepPlan.ShortestStep)!.Value))
        {
            throw CommandException.Usage($"--duration {Units.Option(load.Duration.Value)} is under {SweepPlan.ShortestStep}");
        }

        return new SweepPlan(load)
        {
            Rates = result.GetValue(_rates) is { } range ? RateLadder.Between(range.Lowest, range.Highest, (int)steps) : Usual.Rates,
            While = IsSearch(result) ? result.GetValue(_while) ?? UsualCondition() : null,
            Resolution = result.GetValue(_resolution) ?? Usual.Resolution,
        };
    }

    private static Threshold UsualCondition() => Threshold.TryParse(SweepPlan.UsualCondition, out Threshold? condition, out _) ? condition! : throw new InvalidOperationException();
}
