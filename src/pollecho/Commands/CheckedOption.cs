using System.CommandLine;

namespace Pollecho.Commands;

/// <summary>An option with a value that is checked.</summary>
internal sealed class CheckedOption<T> : Option<T>, IChecked
{
    /// <summary>Creates the option.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="aliases">Its short names.</param>
    /// <param name="helpName">What its value is called in help.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="parser">How the value is read.</param>
    public CheckedOption(string name, string[] aliases, string helpName, string description, ValueParser<T> parser) : base(name, aliases)
    {
        HelpName = helpName;
        Description = description;
        Takes = parser.Takes;

        // There is no value where it may be left out, as with --stats.
        CustomParser = result => result.Tokens.Count == 0 ? default : parser.Read(result, name, result.Tokens[0].Value);
    }

    /// <inheritdoc/>
    public string Takes { get; }
}
