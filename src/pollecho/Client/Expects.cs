namespace Pollecho.Client;

/// <summary>How what a right reply is is written.</summary>
internal static class Expects
{
    /// <summary>Each with its word, as options and JSON have it.</summary>
    public static (string Word, Expect Value)[] Words { get; } = [("upper", Expect.Upper), ("echo", Expect.Echo), ("any", Expect.Any)];

    /// <summary>Its word.</summary>
    public static string Word(this Expect expect) => Array.Find(Words, word => word.Value == expect).Word;
}
