using Pollecho.Compare;
using Pollecho.Output.Charts;

namespace Pollecho.Output.Comparison;

/// <summary>A comparison as one picture: what a message costs, and how long it takes, with little traffic and in a crowd.</summary>
internal static class CompareSvg
{
    private const string Title = "Server CPU a message against median delay";

    /// <summary>Writes the picture.</summary>
    public static void Write(TextWriter output, CompareResult result)
    {
        var picture = new ChartPicture();
        picture.AddTitle(Title);
        bool isEmpty = true;
        foreach (Regime regime in new[] { Regime.Sparse, Regime.Crowded })
        {
            if (CompareCosts.Of(result, regime) is { } chart)
            {
                isEmpty = false;
                picture.AddGap();
                picture.AddText($"{regime.Name}: {regime.Load(result.Plan)}", "", bold: regime.Name.Length);
                picture.AddText(regime.Shows, ChartColours.Tick);
                picture.AddChart(chart);
            }
        }

        if (isEmpty)
        {
            picture.AddText("Nothing was measured.", "");
        }

        picture.AddGap();
        foreach (string line in CompareConditions.Of(result))
        {
            picture.AddText(line, ChartColours.Tick);
        }

        picture.Write(output, Title);
    }
}
