using Pollecho.Sweep;
using Pollecho.Text;

namespace Pollecho.Output.Sweep;

/// <summary>A sweep as text to read: the steps, the chart, what they come to.</summary>
internal static class SweepText
{
    /// <summary>Writes it.</summary>
    public static void Write(TextWriter output, TextPage page, SweepView view)
    {
        SweepResult result = view.Result;
        page.Write(output, $"pollecho sweep: {SweepWords.Asked(result)}", indent: 2);
        if (result.Unloaded.Count > 0)
        {
            page.Write(output, $"unloaded, a message at a time: p50 {Units.Duration(result.Unloaded.Percentile(50))}", indent: 2);
        }

        if (result.Steps.Count > 0)
        {
            output.WriteLine();
            IEnumerable<IReadOnlyList<string>> rows = SweepTable.Rows(view).Select(row => (string[])[.. row.Select(page.Glyphs)]);
            TextTable.Write(output, [.. rows], page.Width);
            page.Write(output, $"{SweepTable.Times}{string.Concat(SweepWords.Legend(view).Select(entry => $" {entry}."))}", indent: 0, TextStyle.Faint);
            output.WriteLine();
            if (view.Answered.Count == 0)
            {
                page.Write(output, SweepWords.NothingAnswered, indent: 2);
                output.WriteLine();
            }
            else if (SweepPlot.Fits(page.Width))
            {
                SweepPlot.Write(output, page, view);
                output.WriteLine();
            }

            page.Write(output, SweepWords.Verdict(result), indent: 2, TextStyle.Strong);
        }

        foreach (string warning in SweepWords.Warnings(view))
        {
            page.Write(output, $"warning: {warning}", indent: 2);
        }
    }
}
