using System.Text.Json;
using Pollecho.Results.Files;
using Pollecho.Text;

namespace Pollecho.Diff;

/// <summary>
/// What must be alike for figures to be comparable: the version, the machine as far as a result names it, and the options. Not
/// the port, nor the path of a unix socket: where on a machine a server listens is no matter to its load. Nor the machine's name, which
/// a container has a new one of each time; nor when it was to start, nor the percentiles that were asked for, nor the order of
/// several servers, which is another each time where a name has several addresses.
/// </summary>
internal static class RunIdentity
{
    private const string None = "none";

    /// <summary>The most letters of a value that are shown.</summary>
    private const int Shown = 60;

    private static readonly string[] OfNoMatter = ["percentiles", "host", "start_at"];

    /// <summary>Each trait with its value as text, as <c>options.connections</c>, <c>50</c>.</summary>
    /// <exception cref="ResultFileException">A part of the result is not what it should be.</exception>
    public static IReadOnlyDictionary<string, string> Of(ResultDocument document)
    {
        var traits = new Dictionary<string, string>();
        if (document.Find(document.Root, "pollecho", JsonValueKind.Object) is { } program)
        {
            Add("", program);
        }
        else
        {
            traits["version"] = document.Require(document.Root, "version", JsonValueKind.String).ToString();
        }

        Add("system.", document.Require(document.Root, "system", JsonValueKind.Object));
        Add("options.", document.Require(document.Root, "options", JsonValueKind.Object));
        foreach ((string name, JsonElement target) in TargetFigures.Servers(document))
        {
            traits[$"{name}.connections"] = Text(document.Require(target, "connections", JsonValueKind.Number));
        }

        return traits;

        void Add(string prefix, JsonElement part)
        {
            foreach (JsonProperty member in part.EnumerateObject().Where(member => !OfNoMatter.Contains(member.Name)))
            {
                string value = Text(member.Value);
                traits[prefix + member.Name] = member.Name == "address" ? Hosts(value) : value;
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
    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => None,
        JsonValueKind.Array => string.Join(',', value.EnumerateArray().Select(Text)),
        JsonValueKind.Object => string.Join(',', value.EnumerateObject().Select(member => $"{member.Name} {Text(member.Value)}")),
        _ => value.ToString(),
    };

    /// <summary>A server without its port, or without its path.</summary>
    internal static string Host(string address) =>
        address.StartsWith(AddressText.UnixPrefix, StringComparison.Ordinal) ? AddressText.UnixPrefix
        : address.LastIndexOf(':') is > 0 and int port ? address[..port] : address;

    /// <summary>The same of each server in a list with commas between. What has no port is of a path with a comma in it.</summary>
    private static string Hosts(string addresses) =>
        string.Join(',', addresses.Split(',').Where(part => part.Contains(':', StringComparison.Ordinal)).Select(Host).Order(StringComparer.Ordinal));

    private static string Short(string text) => text.Length <= Shown ? text : text[..Shown] + "…";
}
