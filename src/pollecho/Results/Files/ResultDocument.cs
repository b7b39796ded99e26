using System.Text.Json;

namespace Pollecho.Results.Files;

/// <summary>One result as it was read from a file.</summary>
/// <param name="Name">Its file, with its number where that holds several.</param>
/// <param name="Kind">What it is of.</param>
/// <param name="Digest">Tells whether the same document is there twice.</param>
/// <param name="Root">The object.</param>
internal sealed record ResultDocument(string Name, ResultKind Kind, ResultDigest Digest, JsonElement Root)
{
    private const double Highest = 1e18;

    /// <summary>What kind of result an object is; null if it is not one.</summary>
    public static ResultKind? KindOf(JsonElement root) =>
        root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("options", out _) ? null
        : root.TryGetProperty("command", out JsonElement command) && command.ValueKind == JsonValueKind.String && command.ValueEquals("sweep") ? ResultKind.Sweep
        : root.TryGetProperty("result", out _) ? ResultKind.Client
        : root.TryGetProperty("regimes", out _) ? ResultKind.Compare
        : null;

    /// <summary>A member of an object; null if it is not there, or null.</summary>
    /// <exception cref="ResultFileException">It is of another type.</exception>
    public JsonElement? Find(JsonElement parent, string key, JsonValueKind type)
    {
        if (!parent.TryGetProperty(key, out JsonElement member) || member.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return member.ValueKind == type ? member : throw new ResultFileException(Name, $"is no result: its {key} is of the wrong type");
    }

    /// <summary>The same of a member that every result has.</summary>
    /// <exception cref="ResultFileException">It is not there, or of another type.</exception>
    public JsonElement Require(JsonElement parent, string key, JsonValueKind type) =>
        Find(parent, key, type) ?? throw new ResultFileException(Name, $"is no result: it lacks {key}");

    /// <summary>The objects in a list.</summary>
    /// <exception cref="ResultFileException">It is not there, or holds something else.</exception>
    public IEnumerable<JsonElement> RequireObjects(JsonElement parent, string key)
    {
        foreach (JsonElement item in Require(parent, key, JsonValueKind.Array).EnumerateArray())
        {
            yield return item.ValueKind == JsonValueKind.Object ? item : throw new ResultFileException(Name, $"is no result: its {key} is of the wrong type");
        }
    }

    /// <summary>A figure; null if it is not there, or not known.</summary>
    /// <exception cref="ResultFileException">It is no figure: those of results are finite, not negative, and not absurd.</exception>
    public double? Figure(JsonElement parent, string key) =>
        Find(parent, key, JsonValueKind.Number) is not { } number ? null
        : number.TryGetDouble(out double figure) && figure is >= 0 and <= Highest ? figure
        : throw new ResultFileException(Name, $"is no result: its {key} is {Shortened(number.GetRawText())}");

    /// <summary>A text of a few words at most.</summary>
    private static string Shortened(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
