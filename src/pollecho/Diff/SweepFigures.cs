using System.Globalization;
using System.Text.Json;
using Pollecho.Results;
using Pollecho.Results.Files;

namespace Pollecho.Diff;

/// <summary>
/// The figures of a sweep: the knee, and of each step that the client could drive those of the client's result. A rate that
/// was tried again is <c>20000#2</c>.
/// </summary>
internal static class SweepFigures
{
    /// <summary>The figures in a result.</summary>
    /// <exception cref="ResultFileException">A part of it is not what it should be.</exception>
    public static IEnumerable<FigureValue> Of(ResultDocument document)
    {
        JsonElement result = document.Require(document.Root, "result", JsonValueKind.Object);
        if (document.Figure(result, SweepKeys.Knee) is double knee)
        {
            yield return new(new("", "knee", SweepKeys.Knee, Better.Higher), knee);
        }

        var tried = new Dictionary<double, int>();
        foreach (JsonElement step in document.RequireObjects(result, SweepKeys.Steps))
        {
            if (document.Require(step, SweepKeys.Outcome, JsonValueKind.String).ValueEquals(SweepKeys.Invalid) || document.Figure(step, SweepKeys.Rate) is not double rate)
            {
                continue;
            }

            int times = tried[rate] = tried.GetValueOrDefault(rate) + 1;
            string section = string.Create(CultureInfo.InvariantCulture, $"{rate}{(times > 1 ? $"#{times}" : "")}");
            foreach (FigureValue one in ClientFigures.Of(document, step, section))
            {
                yield return one;
            }
        }
    }
}
