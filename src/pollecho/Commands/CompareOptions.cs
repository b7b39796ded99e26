using System.CommandLine;
using Pollecho.Compare;
using Pollecho.Measurement;

namespace Pollecho.Commands;

/// <summary>The comparison's options on the command line, and what they come to.</summary>
internal sealed class CompareOptions
{
    private const string DefaultReference = "spin";

    private readonly Option<string?> _strategies = new("--strategies") { Description = $"Which to compare, with commas between, one given twice with itself: {Contenders.Names} [default: all]", HelpName = "LIST" };
    private readonly Option<string?> _reference = new("--reference") { Description = $"The one that the others are compared with [default: {DefaultReference}]", HelpName = "STRATEGY" };
    private readonly Option<long?> _connections = Parsers.Count("--connections", ["-c"], "Connections with traffic [default: 50]");
    private readonly Option<long?> _idleConnections = Parsers.Count("--idle-connections", [], "Silent connections beside them in the crowded regime [default: 2000, quick: 500]");
    private readonly Option<int?> _size = Parsers.Size("--size", ["-s"], "Bytes in a message [default: 128]", ClientOptions.MostInFlight);
    private readonly Option<long?> _runs = Parsers.Count("--runs", [], $"How often to measure everything; it takes {PairedComparison.FewestPairs} to tell a difference from noise [default: {ComparePlan.DefaultRuns(quick: false)}, quick: {ComparePlan.DefaultRuns(quick: true)}]");
    private readonly Option<bool> _quick = new("--quick") { Description = "Finish within 15 seconds, with coarser figures" };

    /// <summary>Adds them to the command.</summary>
    public void AddTo(Command command)
    {
        string[] names = [.. Contenders.All.Select(contender => contender.Name)];
        _strategies.CompletionSources.Add(names);
        _reference.CompletionSources.Add(names);
        Array.ForEach([_strategies, _reference, _connections, _idleConnections, _size, _runs, _quick], (Action<Option>)command.Add);
    }

    /// <summary>What is to be compared.</summary>
    /// <exception cref="CommandException">A strategy is not there, or the reference not among them.</exception>
    public ComparePlan Bind(ParseResult result)
    {
        IReadOnlyList<Contender> contenders = result.GetValue(_strategies) is { } list ? Contenders.ParseList(list) : Contenders.All;
        bool quick = result.GetValue(_quick);
        return new ComparePlan
        {
            Contenders = contenders,
            Reference = BindReference(result.GetValue(_reference), contenders),
            Connections = (int)Math.Min(result.GetValue(_connections) ?? 50, int.MaxValue),
            IdleConnections = (int)Math.Min(result.GetValue(_idleConnections) ?? (quick ? 500 : 2_000), int.MaxValue),
            MessageSize = result.GetValue(_size) ?? 128,
            Runs = (int)Math.Min(result.GetValue(_runs) ?? ComparePlan.DefaultRuns(quick), int.MaxValue),
            Quick = quick,
        };
    }

    private static Contender BindReference(string? name, IReadOnlyList<Contender> contenders)
    {
        Contender? reference = contenders.FirstOrDefault(contender => contender.Name == (name ?? DefaultReference));
        if (reference is null && name is not null)
        {
            throw CommandException.Usage($"--reference '{name}' is not among the contenders; take one of {string.Join(", ", contenders.Select(contender => contender.Name))}");
        }

        return reference ?? contenders[0];
    }
}
