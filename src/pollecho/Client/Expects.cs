namespace Pollecho.Client;

/// <summary>How what a right reply is is written.</summary>
internal static class Expects
{
    /// <summary>Their words, as options and JSON have them, in the order of <see cref="Expect"/>.</summary>
    public static string[] Words { get; } = ["upper", "echo", "any"];

    /// <summary>Its word.</summary>
    public static string Word(this Expect expect) => Words[(int)expect];

    /// <summary>The one with a word; null for null.</summary>
    public static Expect? Read(string? word) => word is null ? null : (Expect)Array.IndexOf(Words, word);
}
