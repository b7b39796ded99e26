using System.CommandLine;

namespace Pollecho.Commands;

/// <summary>An option that can say what it takes.</summary>
internal sealed class CheckedOption<T>(string name, string[] aliases, string takes) : Option<T>(name, aliases), IChecked
{
    /// <inheritdoc/>
    public string Takes { get; } = takes;
}
