using System.CommandLine;
using Pollecho.Compare;
using Pollecho.Compare.Child;
using Pollecho.Measurement;

namespace Pollecho.Commands;

/// <summary>The comparison's options on the command line, and what they come to.</summary>
internal sealed class CompareOptions
{
    private static readonly ComparePlan Usual = new(), Quick = new(Quick: true);

    private readonly Option<string?> _strategies = new("--strategies") { Description = $"Which to compare, comma-separated; name one twice to compare it with itself: {ContenderParser.Known} [default: all]", HelpName = "LIST" };
    private readonly Option<string?> _reference = new("--reference") { Description = $"The one that the others are compared with [default: {Usual.Reference.Name}]", HelpName = "STRATEGY" };
    private readonly Option<long?> _connections = Parsers.Count("--connections", ["-c"], $"Connections with traffic [default: {Usual.Connections}]");
    private readonly Option<long?> _idleConnections = Parsers.Count("--idle-connections", [], $"Silent connections beside them when crowded, the workload that shows what asking each of them costs [default: {Usual.IdleConnections}, quick: {Quick.IdleConnections}]");
    private readonly Option<int?> _size = Parsers.Size("--size", ["-s"], $"Bytes in a message [default: {Usual.MessageSize}]", PayloadOptions.MostInFlight);
    private readonly Option<long?> _runs = Parsers.Count("--runs", [], $"How often to measure everything; it takes {PairedComparison.FewestPairs} to tell a difference from noise [default: {Usual.Runs}, quick: {Quick.Runs}]");
    private readonly Option<string?> _over = Parsers.Word("--over", "Talk over TCP on the loopback, or over a unix socket: beside the first, that shows what TCP costs", Usual.OverWord, Transports.Words);
    private readonly Option<bool> _quick = new("--quick") { Description = "Finish within 15 seconds, with coarser figures" };

    /// <summary>Adds them to the command.</summary>
    public void AddTo(DocumentedCommand command)
    {
        string[] names = [.. Contender.OfThisSystem.Select(contender => contender.Name)];
        _strategies.CompletionSources.Add(names);
        _reference.CompletionSources.Add(names);
        command.Add(OptionGroups.Contenders, _strategies, _reference);
        command.Add(OptionGroups.Workload, _connections, _idleConnections, _size, _over, _runs, _quick);
    }

    /// <summary>What is to be compared.</summary>
    /// <exception cref="CommandException">A strategy is not there, or the reference not among them.</exception>
    public ComparePlan Bind(ParseResult result)
    {
        Transport over = Transports.Read(result.GetValue(_over)) ?? Usual.Over;
        if (over == Transport.Unix && UnixPath.Lacking is { } lacking)
        {
            throw CommandException.Usage($"--over {over.Word()} is not possible here: {lacking}");
        }

        ComparePlan usual = result.GetValue(_quick) ? Quick : Usual;
        IReadOnlyList<Contender> contenders = result.GetValue(_strategies) is { } list ? ContenderParser.ParseList(list) : usual.Contenders;
        return usual with
        {
            Contenders = contenders,
            LeftOut = result.GetValue(_strategies) is null ? usual.LeftOut : [],
            Reference = BindReference(result.GetValue(_reference), contenders),
            Connections = Count(_connections) ?? usual.Connections,
            IdleConnections = Count(_idleConnections) ?? usual.IdleConnections,
            MessageSize = result.GetValue(_size) ?? usual.MessageSize,
            Runs = Count(_runs) ?? usual.Runs,
            Over = over,
        };

        int? Count(Option<long?> option) => result.GetValue(option) is long count ? (int)Math.Min(count, int.MaxValue) : null;
    }

    private static Contender BindReference(string? name, IReadOnlyList<Contender> contenders)
    {
        Contender? reference = contenders.FirstOrDefault(contender => contender.Name == (name ?? Usual.Reference.Name));
        if (reference is null && name is not null)
        {
            throw CommandException.Usage($"--reference '{name}' is not among the contenders; take one of {string.Join(", ", contenders.Select(contender => contender.Name))}");
        }

        return reference ?? contenders[0];
    }
}
