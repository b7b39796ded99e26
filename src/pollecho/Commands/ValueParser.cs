using System.CommandLine.Parsing;

namespace Pollecho.Commands;

/// <summary>
/// How an option's value is read. A malformed one gives one line that names the option, the value, and what it takes; one that
/// is refused, as it is out of bounds, gives one that says why.
/// </summary>
/// <param name="takes">What the option takes, for errors.</param>
/// <param name="tryRead">Reads a value; false if it is malformed or refused.</param>
/// <param name="fault">Why a well-formed value is refused, in words that follow the option's name; null if it is malformed, or taken.</param>
internal sealed class ValueParser<T>(string takes, TryRead<T> tryRead, Func<string, string?>? fault = null)
{
    /// <summary>What the option takes, for errors.</summary>
    public string Takes { get; } = takes;

    /// <summary>Reads a value; false if it is malformed or refused.</summary>
    public TryRead<T> TryRead { get; } = tryRead;

    /// <summary>Reads a value, and adds an error to the option if it cannot.</summary>
    /// <param name="result">The option as it was given.</param>
    /// <param name="name">Its name.</param>
    /// <param name="text">The value as typed.</param>
    public T Read(ArgumentResult result, string name, string text)
    {
        if (!TryRead(text, out T value))
        {
            result.AddError($"{name} {fault?.Invoke(text) ?? $"takes {Takes}, not '{text}'"}");
        }

        return value;
    }
}
