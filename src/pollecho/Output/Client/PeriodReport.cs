using System.Globalization;
using Pollecho.Client;
using Pollecho.Results;
using Pollecho.Text;

namespace Pollecho.Output.Client;

/// <summary>The periods of a load, each a row of a table or a JSON object on one line.</summary>
/// <param name="json">Whether it is JSON.</param>
/// <param name="period">How long one is, as it was asked for.</param>
/// <param name="percentiles">Which percentiles to show, from 0 to 100.</param>
/// <param name="width">How many columns a line of text may have; null for as many as there are, where the heading stays at the top.</param>
internal sealed class PeriodReport(bool json, TimeSpan period, IReadOnlyList<double> percentiles, int? width)
{
    /// <summary>After this many rows a terminal shows the heading again, as it has left the screen.</summary>
    private const int RowsOfHeading = 20;

    private const int TimeWidth = 7;
    private const int DurationWidth = 7;
    private const int CpuWidth = 4;
    private const string RateHeading = "messages/s";
    private const string Gap = "  ";

    private readonly string _timeForm = period.Ticks % (TimeSpan.TicksPerSecond / 10) == 0 ? "0.0" : period.Ticks % (TimeSpan.TicksPerSecond / 100) == 0 ? "0.00" : "0.000";
    private long _rows;

    /// <summary>The line of a period; of a text with the heading above it where that is due.</summary>
    public string Line(RunPeriod ended)
    {
        if (json)
        {
            return Json(ended);
        }

        string time = $"{ended.EndsAt.TotalSeconds.ToString(_timeForm, CultureInfo.InvariantCulture)} s".PadLeft(TimeWidth);
        bool hasHeading = width is null ? _rows == 0 : _rows % RowsOfHeading == 0;
        _rows++;
        return string.Join(Environment.NewLine, [.. hasHeading ? Folded(Heading(time.Length)) : [], .. Folded(Row(time, ended.Found))]);
    }

    private string Json(RunPeriod ended) => JsonOutput.Event("stats", writer =>
    {
        writer.WriteString("time", IsoTime.Of(ended.EndedAt));
        writer.WriteFigure("elapsed_s", ended.EndsAt.TotalSeconds);
        writer.WriteFigure("period_s", ended.Found.Elapsed.TotalSeconds);
        writer.WriteFields(ResultFields.OfPeriod, ended.Found, percentiles);
    });

    private IEnumerable<string> Heading(int timeWidth) =>
        ["time".PadLeft(timeWidth), RateHeading, .. percentiles.Select(Units.Percentile).Append("max").Select(name => name.PadLeft(DurationWidth)), "CPU".PadLeft(CpuWidth)];

    private IEnumerable<string> Row(string time, RunResult found)
    {
        IEnumerable<double> durations = [.. percentiles.Select(percentile => (double)found.RoundTrip.Percentile(percentile)), found.RoundTrip.MaxNanoseconds];
        string cpu = double.IsFinite(found.CpuPercent) ? found.CpuPercent.ToString("0", CultureInfo.InvariantCulture) + "%" : TextTable.None;
        return
        [
            time,
            Units.Rate(found.Rate).PadLeft(RateHeading.Length),
            .. durations.Select(duration => (found.RoundTrip.Count == 0 ? TextTable.None : Units.Duration(duration)).PadLeft(DurationWidth)),
            cpu.PadLeft(CpuWidth),
            .. Problems(found),
        ];
    }

    /// <summary>The cells on as many lines as they need. Those of a heading fold as those below it, as they are as wide.</summary>
    private IEnumerable<string> Folded(IEnumerable<string> cells)
    {
        string line = "";
        foreach (string cell in cells)
        {
            if (line.Length > 0 && line.Length + Gap.Length + cell.Length > width)
            {
                yield return line;
                line = new string(' ', TimeWidth);
            }

            line += (line.Length > 0 ? Gap : "") + cell;
        }

        yield return line;
    }

    /// <summary>What went wrong, by kind, also what is taken back from an earlier period.</summary>
    private static IEnumerable<string> Problems(RunResult found) =>
        found.Faults.InWords(new FaultCount("skipped", found.Skipped), new FaultCount("unsent", found.Unsent));
}
