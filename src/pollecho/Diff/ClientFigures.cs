using System.Globalization;
using System.Text.Json;
using Pollecho.Measurement;
using Pollecho.Results;
using Pollecho.Results.Files;
using Pollecho.Text;
using Field = Pollecho.Results.ReportField<Pollecho.Results.RunResult>;

namespace Pollecho.Diff;

/// <summary>The figures of the client's result, by the list that it is written from: those of which it is known which way they improve.</summary>
internal static class ClientFigures
{
    private static readonly string[] Statistics = ["min", "mean", "stddev", "max"];

    /// <summary>The figures in an object that holds the fields of a result.</summary>
    /// <param name="document">The result.</param>
    /// <param name="fields">The object.</param>
    /// <param name="section">What they are figures of.</param>
    /// <exception cref="ResultFileException">A field is not what it should be.</exception>
    public static IEnumerable<FigureValue> Of(ResultDocument document, JsonElement fields, string section)
    {
        string? leading = ResultFields.Times.OfType<Field.Times>()
            .LastOrDefault(times => times.Condition is not null && document.Find(fields, Key(times), JsonValueKind.Object) is not null)?.Condition;
        return ResultFields.All.SelectMany(field => field switch
        {
            Field.Number { Better: not Better.Neither } number =>
                One(new(section, number.Condition ?? number.Key, number.Key, number.Better), document.Figure(fields, number.Key)),
            Field.Times times => document.Find(fields, Key(times), JsonValueKind.Object) is { } histogram ? Times(document, histogram, section, times, leading) : [],
            Field.Kinds kinds => document.Find(fields, kinds.Key, JsonValueKind.Object) is { } counts
                ? ResultFields.FaultNames.SelectMany(kind => One(new(section, kind, kind, Better.Lower), document.Figure(counts, kind))) : [],
            _ => [],
        });
    }

    private static string Key(Field.Times times) => $"{times.Key}_us";

    /// <summary>The statistics of a distribution.</summary>
    private static IEnumerable<FigureValue> Times(ResultDocument document, JsonElement histogram, string section, Field.Times times, string? leading)
    {
        double count = document.Figure(histogram, "count") ?? 0;
        JsonElement? percentiles = document.Find(histogram, "percentiles", JsonValueKind.Object);
        foreach (string statistic in Statistics)
        {
            foreach (FigureValue one in One(Named(statistic), document.Figure(histogram, statistic)))
            {
                yield return one;
            }
        }

        foreach (JsonProperty percentile in percentiles?.EnumerateObject() ?? [])
        {
            if (!double.TryParse(percentile.Name, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double share) || share > 100)
            {
                throw new ResultFileException(document.Name, $"is no result: its {Key(times)} has no percentile in its percentiles");
            }

            long needed = share == 100 ? 0 : PercentileSamples.Needed(share);
            foreach ((ComparedFigure figure, double? value) in One(Named(Units.Percentile(share)), document.Figure(percentiles!.Value, percentile.Name)))
            {
                yield return new(figure with { SamplesNeeded = needed }, count >= needed ? value : null);
            }
        }

        ComparedFigure Named(string statistic) => new(section, $"{times.Condition ?? times.Key}.{statistic}", Key(times), Better.Lower)
        {
            Alias = times.Condition is not null && times.Condition == leading ? statistic : null,
        };
    }

    private static FigureValue[] One(ComparedFigure figure, double? value) => value is null ? [] : [new(figure, value)];
}
