namespace Pollecho.Server;

/// <summary>How replies are written.</summary>
internal static class Replies
{
    /// <summary>Their words, as the option has them, in the order of <see cref="Reply"/>.</summary>
    public static string[] Words { get; } = ["upper", "echo"];

    /// <summary>Its word.</summary>
    public static string Word(this Reply reply) => Words[(int)reply];

    /// <summary>The one with a word; null for null.</summary>
    public static Reply? Read(string? word) => word is null ? null : (Reply)Array.IndexOf(Words, word);
}
