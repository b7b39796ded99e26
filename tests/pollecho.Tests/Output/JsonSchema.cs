using System.Text.Json;

namespace Pollecho.Tests.Output;

/// <summary>
/// The part of JSON Schema 2020-12 that the schemas beside the tests use. A keyword that it does not know fails
/// the test, so that no check is passed over.
/// </summary>
internal sealed class JsonSchema
{
    private static readonly string[] Annotations = ["$schema", "$defs", "title", "description"];

    private readonly JsonElement _root;

    public JsonSchema(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        _root = document.RootElement.Clone();
    }

    /// <summary>The schema of that file name, from the source tree that the tests were built in.</summary>
    public static JsonSchema Load(string file)
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            string path = Path.Combine(directory.FullName, "tests", "pollecho.Tests", "Output", file);
            if (File.Exists(path))
            {
                return new JsonSchema(File.ReadAllText(path));
            }
        }

        throw new FileNotFoundException($"{file} is not above {AppContext.BaseDirectory}");
    }

    /// <summary>What in a document is not as the schema wants it, one line each.</summary>
    public IReadOnlyList<string> Violations(JsonElement document) => [.. Check(_root, document, "$")];

    /// <summary>The same of one of the schema's definitions.</summary>
    public IReadOnlyList<string> Violations(JsonElement document, string definition) => [.. Check(Resolve($"#/$defs/{definition}"), document, "$")];

    private IEnumerable<string> Check(JsonElement schema, JsonElement value, string path) =>
        schema.EnumerateObject().SelectMany(keyword => Check(schema, keyword, value, path));

    private IEnumerable<string> Check(JsonElement schema, JsonProperty keyword, JsonElement value, string path) => keyword.Name switch
    {
        _ when Annotations.Contains(keyword.Name) => [],
        "$ref" => Check(Resolve(keyword.Value.GetString()!), value, path),
        "anyOf" => keyword.Value.EnumerateArray().Any(choice => !Check(choice, value, path).Any()) ? [] : [$"{path} is none of the choices: {value}"],
        "type" => IsOf(keyword.Value, value) ? [] : [$"{path} is not of type {keyword.Value}: {value}"],
        "enum" => keyword.Value.EnumerateArray().Any(choice => JsonElement.DeepEquals(choice, value)) ? [] : [$"{path} is none of {keyword.Value}: {value}"],
        "minimum" => value.ValueKind != JsonValueKind.Number || value.GetDouble() >= keyword.Value.GetDouble() ? [] : [$"{path} is under {keyword.Value}: {value}"],
        "items" => value.ValueKind != JsonValueKind.Array ? [] : value.EnumerateArray().SelectMany((item, i) => Check(keyword.Value, item, $"{path}[{i}]")),
        "required" => value.ValueKind != JsonValueKind.Object ? []
            : keyword.Value.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _)).Select(name => $"{path} lacks {name}"),
        "properties" => value.ValueKind != JsonValueKind.Object ? []
            : value.EnumerateObject().Where(member => keyword.Value.TryGetProperty(member.Name, out _))
                .SelectMany(member => Check(keyword.Value.GetProperty(member.Name), member.Value, $"{path}.{member.Name}")),
        "additionalProperties" => value.ValueKind != JsonValueKind.Object ? []
            : value.EnumerateObject().Where(member => !IsNamed(schema, member.Name))
                .SelectMany(member => CheckAdditional(keyword.Value, member.Value, $"{path}.{member.Name}")),
        _ => throw new NotSupportedException($"the keyword {keyword.Name} is not supported here"),
    };

    private IEnumerable<string> CheckAdditional(JsonElement schema, JsonElement value, string path) => schema.ValueKind switch
    {
        JsonValueKind.False => [$"{path} is not in the schema"],
        JsonValueKind.True => [],
        _ => Check(schema, value, path),
    };

    private JsonElement Resolve(string reference)
    {
        Assert.StartsWith("#/", reference, StringComparison.Ordinal);
        return reference[2..].Split('/').Aggregate(_root, (schema, name) => schema.GetProperty(name));
    }

    private static bool IsNamed(JsonElement schema, string name) =>
        schema.TryGetProperty("properties", out JsonElement properties) && properties.TryGetProperty(name, out _);

    private static bool IsOf(JsonElement types, JsonElement value) => types.ValueKind == JsonValueKind.Array
        ? types.EnumerateArray().Any(type => IsOf(type, value))
        : (types.GetString(), value.ValueKind) switch
        {
            ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String)
                or ("null", JsonValueKind.Null) or ("number", JsonValueKind.Number)
                or ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
            ("integer", JsonValueKind.Number) => double.IsInteger(value.GetDouble()),
            _ => false,
        };
}
