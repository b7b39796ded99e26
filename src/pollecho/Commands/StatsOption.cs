using System.CommandLine;

namespace Pollecho.Commands;

/// <summary><c>--stats [DURATION]</c>: lines that stay, at regular intervals.</summary>
internal sealed class StatsOption
{
    private static readonly TimeSpan Default = TimeSpan.FromSeconds(1);

    /// <summary>Creates the option.</summary>
    /// <param name="description">What it does.</param>
    /// <param name="lowest">The shortest interval.</param>
    public StatsOption(string description, string lowest)
    {
        Option = Parsers.Duration("--stats", [], description, Bounds.Duration with { Lowest = lowest });
        Option.Arity = ArgumentArity.ZeroOrOne;
    }

    /// <summary>The option.</summary>
    public Option<TimeSpan?> Option { get; }

    /// <summary>How often a line is printed; null for never.</summary>
    public TimeSpan? Read(ParseResult result) => result.GetResult(Option) is null ? null : result.GetValue(Option) ?? Default;
}
