using Pollecho.Output.Charts;

namespace Pollecho.Output.Sweep;

/// <summary>A sweep as one picture.</summary>
internal static class SweepSvg
{
    /// <summary>Writes the picture.</summary>
    public static void Write(TextWriter output, SweepView view)
    {
        var picture = new ChartPicture();
        picture.AddTitle(SweepChart.Title);
        picture.AddText(SweepWords.Asked(view.Result), ChartColours.Tick);
        if (SweepChart.Of(view) is { } chart)
        {
            picture.AddChart(chart);
            picture.AddText(SweepWords.Verdict(view.Result), "");
        }
        else
        {
            picture.AddText(SweepWords.NothingAnswered, "");
        }

        picture.AddGap();
        picture.AddText(RunConditions.MachineAndKernel, ChartColours.Tick);
        picture.AddText(RunConditions.VersionAndTime(view.Result.Began), ChartColours.Tick);
        picture.Write(output, SweepChart.Title);
    }
}
