using System.CommandLine;

namespace Pollecho.Commands;

/// <summary>A command whose options are in groups, and that has examples: help and the manual show both.</summary>
/// <param name="name">Its name.</param>
/// <param name="description">What it is for.</param>
internal sealed class DocumentedCommand(string name, string description) : Command(name, description)
{
    private readonly List<(string Heading, List<Option> Options)> _groups = [];

    /// <summary>Command lines of it, each with what it does; the first is what a newcomer would try.</summary>
    public (string Line, string Purpose)[] Examples { get; init; } = [];

    /// <summary>The groups of a command's options in the order in which they were added; those of no group last, without a heading.</summary>
    public static IEnumerable<(string? Heading, IEnumerable<Option> Options)> GroupsOf(Command command)
    {
        List<(string Heading, List<Option> Options)> groups = command is DocumentedCommand documented ? documented._groups : [];
        return
        [
            .. groups.Select(group => ((string?)group.Heading, (IEnumerable<Option>)group.Options)),
            (null, command.Options.Except(groups.SelectMany(group => group.Options))),
        ];
    }

    /// <summary>Adds options to a group, which may have some already.</summary>
    /// <param name="heading">What the group is called: one of <see cref="OptionGroups"/>.</param>
    /// <param name="options">The options.</param>
    public void Add(string heading, params IEnumerable<Option> options)
    {
        int index = _groups.FindIndex(group => group.Heading == heading);
        if (index < 0)
        {
            index = _groups.Count;
            _groups.Add((heading, []));
        }

        foreach (Option option in options)
        {
            Add(option);
            _groups[index].Options.Add(option);
        }
    }
}
