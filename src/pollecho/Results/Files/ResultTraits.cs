using System.Text.Json;

namespace Pollecho.Results.Files;

/// <summary>By what results can be told to be of the same thing: each with the value that the result has, as <c>version</c>, <c>system.os</c>, <c>options.connections</c>.</summary>
internal static class ResultTraits
{
    private const string None = "none";

    /// <summary>The most letters of a value that are shown.</summary>
    private const int Shown = 60;

    /// <summary>The traits of a result, in its order.</summary>
    /// <exception cref="ResultFileException">A part of the result is not what it should be.</exception>
    public static IReadOnlyDictionary<string, JsonElement> Of(ResultDocument document)
    {
        var traits = new Dictionary<string, JsonElement>();
        if (document.Find(document.Root, "pollecho", JsonValueKind.Object) is { } program)
        {
            Add("", program);
        }
        else
        {
            traits["version"] = document.Require(document.Root, "version", JsonValueKind.String);
        }

        Add("system.", document.Require(document.Root, "system", JsonValueKind.Object));
        Add("options.", document.Require(document.Root, "options", JsonValueKind.Object));
        return traits;

        void Add(string prefix, JsonElement part)
        {
            foreach (JsonProperty member in part.EnumerateObject())
            {
                traits[prefix + member.Name] = member.Value.ValueKind != JsonValueKind.Number || double.IsFinite(member.Value.GetDouble()) ? member.Value
                    : throw new ResultFileException(document.Name, $"is no result: its {prefix}{member.Name} is {Short(member.Value.GetRawText())}");
            }
        }
    }

    /// <summary>How a result is unlike another, as <c>options.connections is 20, not 50</c>.</summary>
    public static IEnumerable<string> Differences(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other) =>
        from name in one.Keys.Union(other.Keys)
        let its = one.GetValueOrDefault(name, None)
        let others = other.GetValueOrDefault(name, None)
        where its != others
        select $"{Short(name)} is {Short(its)}, not {Short(others)}";

    /// <summary>A value as text, the same however the file is laid out.</summary>
    public static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => None,
        JsonValueKind.Array => string.Join(',', Items(value)),
        JsonValueKind.Object => string.Join(',', Members(value)),
        _ => value.ToString(),
    };

    private static IEnumerable<string> Items(JsonElement array)
    {
        foreach (JsonElement item in array.EnumerateArray())
        {
            yield return Text(item);
        }
    }

    private static IEnumerable<string> Members(JsonElement value)
    {
        foreach (JsonProperty member in value.EnumerateObject())
        {
            yield return $"{member.Name} {Text(member.Value)}";
        }
    }

    private static string Short(string text) => text.Length <= Shown ? text : text[..Shown] + "…";
}
