using System.Text.Json;
using Pollecho.Output.Client;
using Pollecho.Results;
using Pollecho.Sweep;

namespace Pollecho.Output.Sweep;

/// <summary>
/// A sweep as one JSON object: what was asked for, on which system, the knee, and each step with the fields of a client's
/// result. What is not known is null; no key is ever left out.
/// </summary>
internal static class SweepJson
{
    /// <summary>Writes the object, and ends the line.</summary>
    public static void Write(TextWriter output, SweepView view) => output.WriteLine(JsonOutput.Indented(json =>
    {
        json.WriteString("command", "sweep");
        ClientJson.WriteProgram(json);
        ClientJson.WriteSystem(json);
        WriteOptions(json, view);
        WriteResult(json, view);
        json.WriteStrings("warnings", SweepWords.Warnings(view));
        WriteThresholds(json, view);
    }));

    private static void WriteOptions(Utf8JsonWriter json, SweepView view)
    {
        if (!view.IsSetUp)
        {
            json.WriteNull("options");
            return;
        }

        SweepPlan plan = view.Result.Plan;
        json.WriteStartObject("options");
        json.WriteString("while", plan.While?.Expression);
        json.WriteFigure("resolution_percent", plan.While is null ? null : 100 * plan.Resolution);
        json.WriteNumbers("rates_messages_per_s", plan.Rates);
        json.WriteFields(SweepFields.OfLoad, plan.Load with { Rate = plan.Rates[0] }, view.Percentiles);
        ClientJson.WritePercentiles(json, view.Percentiles);
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, SweepView view)
    {
        SweepResult result = view.Result;
        json.WriteStartObject("result");
        json.WriteString("status", view.Status);
        json.WriteString("error", view.Error);
        json.WriteBoolean("interrupted", result.Limit == SweepLimit.Stopped);
        json.WriteFigure("elapsed_s", result.Elapsed.TotalSeconds);
        json.WriteString("limit", Name(result.Limit));
        json.WriteFigure(SweepKeys.Knee, result.Knee);
        json.WriteFigure("kept_messages_per_s", result.Kept);
        json.WriteFigure("not_kept_messages_per_s", result.NotKept);
        json.WriteFigure("unloaded_p50_us", result.Unloaded.Count > 0 ? result.Unloaded.Percentile(50) / 1e3 : null);
        json.WriteObjects(SweepKeys.Steps, result.Steps, step =>
        {
            json.WriteFields(SweepFields.OfStep, step, view.Percentiles);
            json.WriteFields(ResultFields.All, step.Result, view.Percentiles);
        });
        json.WriteEndObject();
    }

    private static string? Name(SweepLimit limit) => limit switch
    {
        SweepLimit.Server => "server",
        SweepLimit.LowestRate => "lowest_rate",
        SweepLimit.HighestRate => "highest_rate",
        SweepLimit.Client => "client",
        SweepLimit.NotRecovered => "not_recovered",
        SweepLimit.Broken => "broken",
        SweepLimit.Stopped => "stopped",
        _ => null,
    };

    private static void WriteThresholds(Utf8JsonWriter json, SweepView view)
    {
        KneeCondition[] conditions = view.FailIf is { } failIf ? [failIf] : [];
        json.WriteObjects("thresholds", conditions, condition =>
            json.WriteVerdict(condition.Expression, view.Result.Knee, ConditionUnit.MessagesPerSecond.Name, condition.IsCrossed(view.Result)));
    }
}
