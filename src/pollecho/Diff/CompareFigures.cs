using System.Text.Json;
using Pollecho.Compare;
using Pollecho.Results.Files;

namespace Pollecho.Diff;

/// <summary>The figures of a comparison: of each regime and contender, the medians of the metrics that mean something there.</summary>
internal static class CompareFigures
{
    private const int LongestName = 64;

    /// <summary>The figures in a result.</summary>
    /// <exception cref="ResultFileException">A part of it is not what it should be.</exception>
    public static IEnumerable<FigureValue> Of(ResultDocument document)
    {
        foreach (JsonElement part in document.RequireObjects(document.Root, "regimes"))
        {
            string name = document.Require(part, "regime", JsonValueKind.String).ToString();
            Regime? regime = Regime.All.FirstOrDefault(one => one.Name == name);
            foreach (JsonElement contender in regime is null ? [] : document.RequireObjects(part, "strategies"))
            {
                string section = $"{name}.{Name(document, contender)}";
                foreach (Metric metric in regime!.Metrics)
                {
                    if (document.Find(contender, metric.Key, JsonValueKind.Object) is { } spread && document.Figure(spread, "median") is { } median)
                    {
                        yield return new(new(section, metric.Key, metric.Key, metric.Better) { LeastDifference = metric.LeastDifference }, median);
                    }
                }
            }
        }
    }

    private static string Name(ResultDocument document, JsonElement contender) =>
        document.Require(contender, "strategy", JsonValueKind.String).GetString() is { Length: > 0 and <= LongestName } name && name.All(IsOfName) ? name
        : throw new ResultFileException(document.Name, "is no result: it has a strategy of an odd name");

    /// <summary>As in <c>io_uring</c>, <c>sleep:1.5ms</c>, <c>epoll#2</c>.</summary>
    private static bool IsOfName(char letter) => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '_' or ':' or '#' or '.' or 'µ';
}
