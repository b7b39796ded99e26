using Pollecho.Compare;
using Pollecho.Output;
using Pollecho.Waiting;

namespace Pollecho.Commands;

/// <summary>The contenders as the command line names them.</summary>
internal static class Contenders
{
    /// <summary>Every one that this system has: the ways of waiting, then the models.</summary>
    public static IReadOnlyList<Contender> All { get; } =
    [
        .. WaitStrategies.All.Where(choice => choice.IsAvailable).Select(choice => new Contender(choice.Name, choice.Cost, () => choice.Create(null))),
        Contender.Blocking,
        Contender.Async,
    ];

    /// <summary>What may be named, for errors and help.</summary>
    public static string Names => string.Join(", ", All.Select(contender => WaitStrategies.Find(contender.Name) is { TakesDuration: true } ? contender.Name + "[:DURATION]" : contender.Name));

    /// <summary>Reads one name, with its duration if it has one.</summary>
    /// <exception cref="CommandException">There is none of that name on this system.</exception>
    public static Contender Parse(string text)
    {
        string[] parts = text.Split(':', 2);
        Contender? contender = All.FirstOrDefault(one => one.Name == parts[0]);
        if (contender is null)
        {
            string why = WaitStrategies.Find(parts[0]) is { } choice ? $"is on {choice.Systems} only" : "is not known";
            throw CommandException.Usage($"the strategy '{parts[0]}' {why}; take of {Names}");
        }

        if (parts.Length == 1)
        {
            return contender;
        }

        return WaitStrategies.Find(parts[0]) is { TakesDuration: true } wait && Units.TryParseDuration(parts[1], out TimeSpan duration) && duration > TimeSpan.Zero
            ? contender with { Name = text, CreateWait = () => wait.Create(duration) }
            : throw CommandException.Usage($"the strategy '{text}' is malformed; take of {Names}");
    }

    /// <summary>Reads a list with commas between.</summary>
    /// <exception cref="CommandException">One of them is not there, or there twice.</exception>
    public static IReadOnlyList<Contender> ParseList(string text)
    {
        Contender[] contenders = [.. text.Split(',').Select(name => Parse(name.Trim()))];
        string? twice = contenders.GroupBy(contender => contender.Name).FirstOrDefault(group => group.Count() > 1)?.Key;
        return twice is null ? contenders : throw CommandException.Usage($"the strategy '{twice}' is given twice; once is enough");
    }
}
