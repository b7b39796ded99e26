using System.Text.Json;
using Pollecho.Diff;
using Pollecho.Measurement;

namespace Pollecho.Output.Diff;

/// <summary>What changed as one JSON object. What is not known is null; no key is ever left out. Figures are in the unit that their key names.</summary>
internal static class DiffJson
{
    /// <summary>Writes the object, and ends the line.</summary>
    public static void Write(TextWriter output, DiffResult result, IReadOnlyList<ChangeCondition> conditions) => output.WriteLine(JsonOutput.Indented(json =>
    {
        json.WriteString("version", BuildInfo.Version);
        json.WriteString("compared", RunSet.Word(result.Base.Kind));
        WriteSet(json, "base", result.Base);
        WriteSet(json, "new", result.New);
        json.WriteNumber("worse", result.Changes.Count(change => change.IsWorse));
        json.WriteNumber("better", result.Changes.Count(change => change.IsBetter));
        json.WriteNumber("no_difference", result.Changes.Count(change => change.Difference == Difference.None && !change.IsNothing));
        json.WriteObjects("figures", result.Changes, change => WriteChange(json, change));
        json.WriteStrings("warnings", DiffWords.Warnings(result));
        json.WriteObjects("thresholds", conditions, condition =>
        {
            FigureChange? crossed = condition.Crossed(result);
            json.WriteString("expression", condition.Expression);
            json.WriteString("figure", (crossed ?? condition.Of(result).First()).Figure.FullName);
            json.WriteBoolean("crossed", crossed is not null);
        });
    }));

    private static void WriteSet(Utf8JsonWriter json, string name, RunSet set)
    {
        json.WriteStartObject(name);
        json.WriteString("path", set.Path);
        json.WriteNumber("runs", set.Runs);
        json.WriteEndObject();
    }

    private static void WriteChange(Utf8JsonWriter json, FigureChange change)
    {
        json.WriteString("figure", change.Figure.FullName);
        json.WriteString("key", change.Figure.Key);
        WriteSpread(json, "base", change.Base.Count, change.BaseSpread);
        WriteSpread(json, "new", change.New.Count, change.NewSpread);
        json.WriteFigure("change_percent", change.Percent);
        json.WriteString("difference", DiffWords.Key(change.Difference));
        json.WriteString("verdict", change.IsWorse ? "worse" : change.IsBetter ? "better" : null);
    }

    private static void WriteSpread(Utf8JsonWriter json, string name, int runs, Spread? spread)
    {
        json.WriteStartObject(name);
        json.WriteNumber("runs", runs);
        json.WriteSpread(spread);
        json.WriteEndObject();
    }
}
