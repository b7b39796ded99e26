namespace Pollecho.Client;

/// <summary>How ways of closing are written.</summary>
internal static class ConnectionCloses
{
    /// <summary>Each with its word, as options and JSON have it.</summary>
    public static (string Word, ConnectionClose Value)[] Words { get; } = [("fin", ConnectionClose.Fin), ("reset", ConnectionClose.Reset)];

    /// <summary>Its word.</summary>
    public static string Word(this ConnectionClose close) => Array.Find(Words, word => word.Value == close).Word;
}
