namespace Pollecho.Commands;

/// <summary>Reads a value from the command line.</summary>
/// <param name="text">As typed.</param>
/// <param name="value">The value; of no meaning where the text is none.</param>
/// <returns>Whether it is one that is taken.</returns>
internal delegate bool TryRead<T>(string text, out T value);
