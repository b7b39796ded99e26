namespace Pollecho.Output;

/// <summary>Words as a sentence.</summary>
internal static class Sentence
{
    /// <summary>With a capital, as a sentence begins.</summary>
    public static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
