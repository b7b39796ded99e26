namespace Pollecho.Compare.Child;

/// <summary>How transports are written.</summary>
internal static class Transports
{
    /// <summary>Each with its word, as options and JSON have it.</summary>
    public static (string Word, Transport Value)[] Words { get; } = [("tcp", Transport.Tcp), ("unix", Transport.Unix)];

    /// <summary>Its word.</summary>
    public static string Word(this Transport transport) => Array.Find(Words, word => word.Value == transport).Word;
}
