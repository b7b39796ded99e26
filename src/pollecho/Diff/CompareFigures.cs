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
    public static IEnumerable<(ComparedFigure Figure, double? Value)> Of(ResultDocument document) =>
        from part in document.RequireObjects(document.Root, "regimes")
        let regime = Regime.All.FirstOrDefault(regime => regime.Name == document.Require(part, "regime", JsonValueKind.String).GetString())
        where regime is not null
        from contender in document.RequireObjects(part, "strategies")
        let section = $"{regime.Name}.{Name(document, contender)}"
        from metric in regime.Metrics
        let spread = document.Find(contender, metric.Key, JsonValueKind.Object)
        let median = spread is null ? null : document.Figure(spread.Value, "median")
        where median is not null
        select (new ComparedFigure(section, metric.Key, metric.Key, metric.Better) { LeastDifference = metric.LeastDifference }, median);

    private static string Name(ResultDocument document, JsonElement contender) =>
        document.Require(contender, "strategy", JsonValueKind.String).GetString() is { Length: > 0 and <= LongestName } name && name.All(IsOfName) ? name
        : throw new ResultFileException(document.Name, "is no result: it has a strategy of an odd name");

    /// <summary>As in <c>io_uring</c>, <c>sleep:1.5ms</c>, <c>epoll#2</c>.</summary>
    private static bool IsOfName(char letter) => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '_' or ':' or '#' or '.' or 'µ';
}
