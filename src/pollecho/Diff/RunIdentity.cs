using System.Text.Json;
using Pollecho.Results.Files;
using Pollecho.Text;

namespace Pollecho.Diff;

/// <summary>
/// What must be alike for figures to be comparable: the version, the machine as far as a result names it, and the options. Not
/// the port, nor the path of a unix socket: where on a machine a server listens is no matter to its load. Nor the machine's name, which
/// a container has a new one of each time; nor what the server was called, nor when it was to start, nor the percentiles that were asked for, nor the order of
/// several servers, which is another each time where a name has several addresses.
/// </summary>
internal static class RunIdentity
{
    private static readonly string[] OfNoMatter = ["options.percentiles", "system.host", "options.start_at", "options.server"];

    /// <summary>Each trait with its value as text, as <c>options.connections</c>, <c>50</c>.</summary>
    /// <exception cref="ResultFileException">A part of the result is not what it should be.</exception>
    public static IReadOnlyDictionary<string, string> Of(ResultDocument document)
    {
        var traits = new Dictionary<string, string>();
        foreach ((string name, JsonElement value) in ResultTraits.Of(document))
        {
            if (!OfNoMatter.Contains(name))
            {
                string text = ResultTraits.Text(value);
                traits[name] = name == "options.address" ? Hosts(text) : text;
            }
        }

        foreach ((string name, JsonElement target) in TargetFigures.Servers(document))
        {
            traits[$"{name}.connections"] = ResultTraits.Text(document.Require(target, "connections", JsonValueKind.Number));
        }

        return traits;
    }

    /// <summary>A server without its port, or without its path.</summary>
    internal static string Host(string address) =>
        address.StartsWith(AddressText.UnixPrefix, StringComparison.Ordinal) ? AddressText.UnixPrefix
        : address.LastIndexOf(':') is > 0 and int port ? address[..port] : address;

    /// <summary>The same of each server in a list with commas between. What has no port is of a path with a comma in it.</summary>
    private static string Hosts(string addresses) =>
        string.Join(',', addresses.Split(',').Where(part => part.Contains(':', StringComparison.Ordinal)).Select(Host).Order(StringComparer.Ordinal));
}
