using System.Text.Json;
using Pollecho.Merge;
using Pollecho.Output.Client;
using Pollecho.Results;

namespace Pollecho.Output.Merge;

/// <summary>
/// What several clients found together as one JSON object: that of a client which did it all, with each client on a line of its
/// own. What is of the machine is null where these differ, and so is what cannot be added up.
/// </summary>
internal static class MergeJson
{
    private const string OfOptions = "options.";

    /// <summary>A client's part, to be taken while its distributions are held.</summary>
    public static string Client(MergedClient client, IReadOnlyList<string> warnings, IReadOnlyList<double> percentiles) => JsonOutput.OnOneLine(json =>
    {
        json.WriteString("file", client.File);
        json.WriteString("host", client.Host);
        json.WriteNumber("share_index", client.Options.Share.Index);
        json.WriteNumber("share_count", client.Options.Share.Count);
        json.WriteFields(ResultFields.All, client.Found, percentiles);
        json.WriteStrings("warnings", warnings);
    });

    /// <summary>Writes the object, and ends the line.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="run">What was found.</param>
    /// <param name="clients">What <see cref="Client"/> made of each client.</param>
    /// <param name="percentiles">Which percentiles to write.</param>
    /// <param name="thresholds">The conditions to check.</param>
    public static void Write(TextWriter output, MergedRun run, IReadOnlyList<string> clients, IReadOnlyList<double> percentiles, IReadOnlyList<Threshold> thresholds) =>
        output.WriteLine(JsonOutput.Indented(json =>
        {
            json.WriteStartObject("pollecho");
            WriteTraits(json, run, "", percentiles);
            json.WriteEndObject();
            json.WriteStartObject("system");
            WriteTraits(json, run, "system.", percentiles);
            json.WriteEndObject();
            json.WriteStartObject("options");
            WriteTraits(json, run, OfOptions, percentiles);
            json.WriteEndObject();
            json.WriteStartObject("result");
            json.WriteFields(ResultFields.All, run.Found, percentiles);
            json.WriteEndObject();
            WriteClients(json, run, clients);
            ClientJson.WriteJudgement(json, [.. MergeWarnings.OfTimes(run), .. MergeWarnings.OfLoad(run, percentiles)], run.Found, thresholds);
            json.WriteHistograms(run.Found);
        }));

    private static void WriteClients(Utf8JsonWriter json, MergedRun run, IReadOnlyList<string> clients)
    {
        json.WriteStartObject("merge");
        json.WriteNumber("clients", run.Parts.Count);
        json.WriteFigure("clients_expected", run.Expected);
        json.WriteFigure("start_spread_ms", ClientWindow.Spread(run.Windows)?.TotalMilliseconds);
        json.WriteFigure("overlap_percent", 100 * ClientWindow.Overlap(run.Windows));
        json.WriteStrings("problems", run.Problems);
        json.WriteEndObject();
        json.WriteStartArray(ClientReader.Clients);
        foreach (string client in clients)
        {
            json.WriteRawValue(client);
        }

        json.WriteEndArray();
    }

    /// <summary>Writes the traits with a beginning, without it.</summary>
    private static void WriteTraits(Utf8JsonWriter json, MergedRun run, string beginning, IReadOnlyList<double> percentiles)
    {
        foreach ((string name, JsonElement value) in run.Traits.All)
        {
            int dot = name.IndexOf('.', StringComparison.Ordinal) + 1;
            string key = name[dot..];
            if (name[..dot] != beginning)
            {
                continue;
            }

            if (beginning == OfOptions && key == "percentiles")
            {
                ClientJson.WritePercentiles(json, percentiles);
            }
            else if (MergeFields.Find(key) is { } own)
            {
                json.WriteFields([own], run, percentiles);
            }
            else if (!run.Traits.IsAlike(name))
            {
                json.WriteNull(key);
            }
            else
            {
                json.WritePropertyName(key);
                value.WriteTo(json);
            }
        }
    }
}
