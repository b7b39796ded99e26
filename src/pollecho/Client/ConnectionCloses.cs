namespace Pollecho.Client;

/// <summary>How ways of closing are written.</summary>
internal static class ConnectionCloses
{
    /// <summary>Their words, as options and JSON have them, in the order of <see cref="ConnectionClose"/>.</summary>
    public static string[] Words { get; } = ["fin", "reset"];

    /// <summary>Its word.</summary>
    public static string Word(this ConnectionClose close) => Words[(int)close];

    /// <summary>The one with a word; null for null.</summary>
    public static ConnectionClose? Read(string? word) => word is null ? null : (ConnectionClose)Array.IndexOf(Words, word);
}
