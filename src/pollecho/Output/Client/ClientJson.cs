using System.Text.Json;
using Pollecho.Client;
using Pollecho.Platform;
using Pollecho.Results;

namespace Pollecho.Output.Client;

/// <summary>
/// One run of the client, under load or like ping, as one JSON object: what was asked for, on which system, what came of it. Every key that
/// holds a figure with a unit names the unit. What is not known is null; no key is ever left out, but for what is of
/// several servers where there is one.
/// </summary>
internal static class ClientJson
{
    /// <summary>Writes the object, and ends the line.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="options">What was asked for; null if the run could not be set up.</param>
    /// <param name="result">What was found; a new one if nothing was.</param>
    /// <param name="percentiles">Which percentiles to write, from 0 to 100.</param>
    /// <param name="thresholds">The conditions to check.</param>
    /// <param name="onOneLine">Whether all of it is one line, as the last of many.</param>
    /// <param name="withHistograms">Whether the distributions of a load are written in full.</param>
    public static void Write(
        TextWriter output,
        RunOptions? options,
        RunResult result,
        IReadOnlyList<double> percentiles,
        IReadOnlyList<Threshold> thresholds,
        bool onOneLine = false,
        bool withHistograms = true)
    {
        output.WriteLine(onOneLine ? JsonOutput.OnOneLine(Fields) : JsonOutput.Indented(Fields));

        void Fields(Utf8JsonWriter json)
        {
            WriteProgram(json);
            WriteSystem(json);
            WriteOptions(json, options, percentiles);
            json.WriteStartObject("result");
            json.WriteFields(ResultFields.All, result, percentiles);
            json.WriteEndObject();
            WriteTargets(json, result.Targets, percentiles);
            WriteJudgement(json, options is null ? [] : RunWarnings.Of(options, result, percentiles), result, thresholds);
            json.WriteHistograms(withHistograms ? result : null);
        }
    }

    /// <summary>Writes which program it is.</summary>
    internal static void WriteProgram(Utf8JsonWriter json)
    {
        json.WriteStartObject("pollecho");
        json.WriteString("version", BuildInfo.Version);
        json.WriteString("commit", BuildInfo.Commit.Length > 0 ? BuildInfo.Commit : null);
        json.WriteEndObject();
    }

    /// <summary>Writes the machine, with its clock.</summary>
    internal static void WriteSystem(Utf8JsonWriter json)
    {
        json.WriteStartObject("system");
        json.WriteString("host", SystemFacts.Host);
        json.WriteSystemFacts();
        json.WriteFigure("clock_step_ns", SystemFacts.ClockNanoseconds);
        json.WriteEndObject();
    }

    private static void WriteOptions(Utf8JsonWriter json, RunOptions? options, IReadOnlyList<double> percentiles)
    {
        if (options is null)
        {
            json.WriteNull("options");
            return;
        }

        json.WriteStartObject("options");
        json.WriteFields(OptionFields.All, options, percentiles);
        WritePercentiles(json, percentiles);
        json.WriteEndObject();
    }

    /// <summary>Writes which percentiles there are.</summary>
    internal static void WritePercentiles(Utf8JsonWriter json, IReadOnlyList<double> percentiles) => json.WriteNumbers("percentiles", percentiles);

    private static void WriteTargets(Utf8JsonWriter json, IReadOnlyList<TargetResult> targets, IReadOnlyList<double> percentiles)
    {
        if (targets.Count == 0)
        {
            return;
        }

        json.WriteObjects("targets", targets, target =>
        {
            json.WriteString("server", target.Server);
            json.WriteString(OptionFields.Address, target.Address);
            json.WriteNumber(OptionFields.Connections, target.Connections);
            json.WriteFields(ResultFields.All.Where(field => !field.IsOfRunOnly), target.Found, percentiles);
        });
    }

    /// <summary>Writes what is to be thought of a result.</summary>
    internal static void WriteJudgement(Utf8JsonWriter json, IReadOnlyList<string> warnings, RunResult result, IReadOnlyList<Threshold> thresholds)
    {
        json.WriteStrings("warnings", warnings);
        json.WriteObjects("thresholds", thresholds, threshold =>
            json.WriteVerdict(threshold.Expression, threshold.Value(result), threshold.Unit, threshold.IsCrossed(result)));
    }
}
