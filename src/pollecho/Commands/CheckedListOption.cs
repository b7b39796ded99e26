using System.CommandLine;

namespace Pollecho.Commands;

/// <summary>An option that may be given several times, with values that are checked one by one.</summary>
internal sealed class CheckedListOption<T> : Option<T[]?>, IChecked
{
    /// <summary>Creates the option.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="helpName">What a value is called in help.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="parser">How a value is read.</param>
    /// <param name="hasCommas">Whether several values may be given at once, with commas between.</param>
    public CheckedListOption(string name, string helpName, string description, ValueParser<T> parser, bool hasCommas) : base(name)
    {
        HelpName = helpName;
        Description = description;
        Takes = parser.Takes;
        Arity = ArgumentArity.OneOrMore;
        AllowMultipleArgumentsPerToken = false;
        CustomParser = result =>
        [
            .. result.Tokens
                .SelectMany(token => hasCommas ? token.Value.Split(',') : [token.Value])
                .Select(text => parser.Read(result, name, text)),
        ];
    }

    /// <inheritdoc/>
    public string Takes { get; }
}
