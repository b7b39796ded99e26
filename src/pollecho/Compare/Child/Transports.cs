namespace Pollecho.Compare.Child;

/// <summary>How transports are written.</summary>
internal static class Transports
{
    /// <summary>Their words, as options and JSON have them, in the order of <see cref="Transport"/>.</summary>
    public static string[] Words { get; } = ["tcp", "unix"];

    /// <summary>Its word.</summary>
    public static string Word(this Transport transport) => Words[(int)transport];

    /// <summary>The one with a word; null for null.</summary>
    public static Transport? Read(string? word) => word is null ? null : (Transport)Array.IndexOf(Words, word);
}
