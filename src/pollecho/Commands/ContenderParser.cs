using System.Globalization;
using Pollecho.Compare;
using Pollecho.Waiting;

namespace Pollecho.Commands;

/// <summary>The contenders as the command line names them.</summary>
internal static class ContenderParser
{
    /// <summary>What there is on this system, for help, which is not to find out what may be used.</summary>
    public static string Known => Forms(Contender.OfThisSystem);

    /// <summary>What may be named, for errors.</summary>
    private static string Names => Forms(Contender.All);

    /// <summary>Reads one name, with its duration if it has one.</summary>
    /// <exception cref="CommandException">There is none of that name on this system.</exception>
    public static Contender Parse(string text)
    {
        if (Contender.OfThisSystem.FirstOrDefault(one => one.Name == text) is { Refusal: null } contender)
        {
            return contender;
        }

        if (WaitParser.TryParse(text, out WaitSpec? wait))
        {
            return new Contender(wait.Name, wait);
        }

        string name = text.Split(':')[0];
        if (Contender.All.Any(one => one.Name == name))
        {
            throw CommandException.Usage(WaitParser.Outside(text) is { } outside ? $"the strategy {outside}" : $"the strategy '{text}' is malformed; take some of {Names}");
        }

        string why = Contender.Refused.FirstOrDefault(one => one.Name == name) is { } refused ? $"cannot be used: {refused.Reason}"
            : (name == Contender.IoUring.Name ? "Linux" : WaitStrategies.Find(name)?.OnlyOn) is { } system ? $"is on {system} only"
            : "is not known";
        throw CommandException.Usage($"the strategy '{name}' {why}; take some of {Names}");
    }

    /// <summary>Reads a contender's name as a server under comparison is given it, which shows it in a list of processes.</summary>
    /// <exception cref="CommandException">There is none of that name on this system.</exception>
    public static Contender ParseChild(string name) => Parse(name.Split('#')[0]);

    /// <summary>
    /// Reads a list with commas between. One may be there several times, which shows how much the figures of equal contenders
    /// differ: from the second on they are <c>NAME#2</c>, <c>NAME#3</c>.
    /// </summary>
    /// <exception cref="CommandException">One of them is not there.</exception>
    public static IReadOnlyList<Contender> ParseList(string text)
    {
        Contender[] contenders = [.. text.Split(',').Select(name => Parse(name.Trim()))];
        return [.. contenders.Select((contender, i) => contenders.Take(i).Count(other => other.Name == contender.Name) is int before and > 0
            ? contender with { Name = string.Create(CultureInfo.InvariantCulture, $"{contender.Name}#{before + 1}") } : contender)];
    }

    private static string Forms(IEnumerable<Contender> contenders) => string.Join(", ", contenders.Select(contender => contender.Wait?.Kind.Form ?? contender.Name));
}
