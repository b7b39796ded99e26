using System.CommandLine;

namespace Pollecho.Commands;

/// <summary>Options of which one at most may be given.</summary>
internal static class ExclusiveOptions
{
    /// <summary>Checks it.</summary>
    /// <exception cref="CommandException">More than one is.</exception>
    public static void Check(ParseResult result, params Option[] options)
    {
        if (options.Count(option => option is Option<bool> flag ? result.GetValue(flag) : result.GetResult(option) is not null) > 1)
        {
            throw CommandException.Usage($"{string.Join(", ", options.SkipLast(1).Select(option => option.Name))} and {options[^1].Name} exclude one another; give one");
        }
    }
}
