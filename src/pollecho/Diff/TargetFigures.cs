using System.Text.Json;
using Pollecho.Results.Files;

namespace Pollecho.Diff;

/// <summary>
/// The servers of a result that has several, each with the client's figures of it. They are called by their hosts, as one that listens
/// at another port the next time is the same; a host that is there again is <c>127.0.0.1#2</c>.
/// </summary>
internal static class TargetFigures
{
    /// <summary>As long as a name in the domain name system (RFC 1035, 2.3.4).</summary>
    private const int LongestHost = 255;

    /// <summary>The figures in a result; none of one with one server.</summary>
    /// <exception cref="ResultFileException">A part of it is not what it should be.</exception>
    public static IEnumerable<FigureValue> Of(ResultDocument document)
    {
        foreach ((string name, JsonElement target) in Servers(document))
        {
            foreach (FigureValue figure in ClientFigures.Of(document, target, name))
            {
                yield return figure;
            }
        }
    }

    /// <summary>Each server's name and what was found of it; none where there is one.</summary>
    /// <exception cref="ResultFileException">A part of the result is not what it should be.</exception>
    public static IEnumerable<(string Name, JsonElement Target)> Servers(ResultDocument document)
    {
        if (document.Find(document.Root, "targets", JsonValueKind.Array) is null)
        {
            yield break;
        }

        var times = new Dictionary<string, int>();
        foreach (JsonElement target in document.RequireObjects(document.Root, "targets"))
        {
            string host = RunIdentity.Host(document.Require(target, "server", JsonValueKind.String).ToString());
            if (host.Length is 0 or > LongestHost || !host.All(IsOfHost))
            {
                throw new ResultFileException(document.Name, "is no result: it has a server of an odd name");
            }

            int time = times[host] = times.GetValueOrDefault(host) + 1;
            yield return (time > 1 ? $"{host}#{time}" : host, target);
        }
    }

    /// <summary>As in <c>example.com</c>, <c>[fe80::1%eth0]</c>, <c>unix:</c>.</summary>
    private static bool IsOfHost(char letter) => char.IsLetterOrDigit(letter) || letter is '.' or '-' or '_' or ':' or '[' or ']' or '%';
}
