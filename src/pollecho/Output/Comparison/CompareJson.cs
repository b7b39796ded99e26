using System.Text.Json;
using Pollecho.Compare;
using Pollecho.Text;

namespace Pollecho.Output.Comparison;

/// <summary>
/// A comparison as one JSON object. Every key that holds a figure with a unit names the unit; what does not apply or
/// was not seen is null; no key is ever left out.
/// </summary>
internal static class CompareJson
{
    /// <summary>Writes the object, and ends the line.</summary>
    public static void Write(TextWriter output, CompareResult result) => output.WriteLine(JsonOutput.Indented(json =>
    {
        json.WriteString("version", BuildInfo.Version);
        json.WriteString("status", result.Failures.Count > 0 ? RunStatus.Failed : result.Interrupted ? RunStatus.Interrupted : RunStatus.Ok);
        json.WriteNumber("elapsed_s", result.Elapsed.TotalSeconds);
        WriteSystem(json);
        WriteOptions(json, result.Plan);
        WriteRegimes(json, result);
        WriteClaims(json, result);
        json.WriteStrings("warnings", CompareWarnings.Of(result));
        json.WriteReasons("left_out", "strategy", result.Plan.LeftOut.Select(one => (one.Name, one.Reason)));
        json.WriteReasons("failures", "strategy", result.Failures.Select(one => (one.Contender, one.Reason)));
    }));

    private static void WriteSystem(Utf8JsonWriter json)
    {
        json.WriteStartObject("system");
        json.WriteSystemFacts();
        json.WriteEndObject();
    }

    private static void WriteOptions(Utf8JsonWriter json, ComparePlan plan)
    {
        json.WriteStartObject("options");
        json.WriteStrings("strategies", plan.Contenders.Select(contender => contender.Name));
        json.WriteString("reference", plan.Reference.Name);
        json.WriteNumber("connections", plan.Connections);
        json.WriteNumber("idle_connections", plan.IdleConnections);
        json.WriteNumber("message_bytes", plan.MessageSize);
        json.WriteNumber("runs", plan.Runs);
        json.WriteString("over", plan.OverWord);
        json.WriteBoolean("quick", plan.Quick);
        json.WriteEndObject();
    }

    private static void WriteRegimes(Utf8JsonWriter json, CompareResult result) => json.WriteObjects("regimes", Regime.All, regime =>
    {
        json.WriteString("regime", regime.Name);
        json.WriteString("description", regime.Describe(result.Plan));
        json.WriteNumber("window_s", regime.WindowIn(result.Plan).TotalSeconds);
        json.WriteObjects("strategies", result.Plan.Contenders, contender => WriteContender(json, result, regime, contender.Name));
    });

    private static void WriteContender(Utf8JsonWriter json, CompareResult result, Regime regime, string name)
    {
        json.WriteString("strategy", name);
        json.WriteNumber("runs", result[regime, name]?.Runs ?? 0);
        json.WriteNumber("disturbed_runs", result[regime, name]?.DisturbedRuns ?? 0);
        json.WriteNumber("rtt_count", result[regime, name]?.RoundTrips.Count ?? 0);
        foreach (Metric metric in Metric.All)
        {
            if (result.Get(regime, name, metric) is not { } spread)
            {
                json.WriteNull(metric.Key);
                continue;
            }

            json.WriteStartObject(metric.Key);
            json.WriteSpread(spread);
            Contrast? contrast = CompareFormat.ToReference(result, regime, metric, name);
            json.WriteFigure("ratio_to_reference", contrast?.Ratio);
            json.WriteString("difference", contrast?.Difference());
            json.WriteEndObject();
        }
    }

    private static void WriteClaims(Utf8JsonWriter json, CompareResult result) => json.WriteObjects("claims", CompareReading.Of(result), reading =>
    {
        json.WriteNumber("number", reading.Number);
        json.WriteString("claim", reading.Claim());
        json.WriteString("verdict", reading.Verdict.Key());
        json.WriteStrings("findings", reading.Findings(result));
    });
}
