using System.Text.Json;
using Pollecho.Results.Files;
using Pollecho.Text;

namespace Pollecho.Merge;

/// <summary>What the clients of a merged result have in common: version and options, which must be alike, and the machines as far as they are.</summary>
internal sealed class MergedTraits
{
    /// <summary>Of the machine, and so another one on each.</summary>
    private const string OfMachine = "system.";

    /// <summary>The key of the server's address: one name may have several, of which each client takes one.</summary>
    public const string Address = "options.address";

    /// <summary>The key of the addresses that connections come from.</summary>
    public const string Source = "options.source";

    /// <summary>Options that differ among the clients of a load, or make no difference to it.</summary>
    private static readonly string[] OwnOptions = ["options.share_index", Address, Source, "options.percentiles"];

    /// <summary>Traits of which the merged result has every client's, with commas between.</summary>
    private static readonly string[] Listed = [MergedClient.HostTrait, Address, Source];

    private readonly Dictionary<string, string> _alike;
    private readonly HashSet<string> _unlike = [];
    private readonly Dictionary<string, List<string>> _lists = Listed.ToDictionary(name => name, _ => new List<string>());
    private readonly string _first;

    /// <summary>Those of the first client.</summary>
    public MergedTraits(MergedClient first)
    {
        _first = first.File;
        All = first.Traits;
        _alike = MustBeAlike(first);
        Add(first);
    }

    /// <summary>Each trait as the first client has it.</summary>
    public IReadOnlyDictionary<string, JsonElement> All { get; }

    /// <summary>The machines, each once.</summary>
    public IReadOnlyList<string> Hosts => _lists[MergedClient.HostTrait];

    /// <summary>Checks that another client's are alike, and notes those of its machine.</summary>
    /// <exception cref="MergeException">It was another program, or was asked for something else.</exception>
    public void Add(MergedClient client)
    {
        string[] differences = [.. ResultTraits.Differences(MustBeAlike(client), _alike)];
        if (differences.Length > 0)
        {
            throw new MergeException($"'{client.File}' is no part of the measurement of '{_first}': {Reasons.Some(differences)}; give the results of one load");
        }

        foreach (string name in Listed)
        {
            string value = client.Traits.TryGetValue(name, out JsonElement trait) ? ResultTraits.Text(trait) : "";
            if (trait.ValueKind == JsonValueKind.String && !_lists[name].Contains(value))
            {
                _lists[name].Add(value);
            }
        }

        foreach ((string name, JsonElement value) in All)
        {
            if (!_alike.ContainsKey(name) && !(client.Traits.TryGetValue(name, out JsonElement its) && JsonElement.DeepEquals(its, value)))
            {
                _unlike.Add(name);
            }
        }
    }

    /// <summary>Whether a trait is the same in every client.</summary>
    public bool IsAlike(string name) => !_unlike.Contains(name);

    /// <summary>Of a trait that the clients may differ in, what they have, with commas between; null if it is none, or they have none.</summary>
    public string? List(string name) => _lists.TryGetValue(name, out List<string>? values) && values.Count > 0 ? string.Join(',', values) : null;

    private static Dictionary<string, string> MustBeAlike(MergedClient client)
    {
        var alike = new Dictionary<string, string>();
        foreach ((string name, JsonElement value) in client.Traits)
        {
            if (!name.StartsWith(OfMachine, StringComparison.Ordinal) && !OwnOptions.Contains(name))
            {
                alike[name] = ResultTraits.Text(value);
            }
        }

        return alike;
    }
}
