using Pollecho.Compare;

namespace Pollecho.Output.Comparison;

/// <summary>A comparison as Markdown, in the order of the text.</summary>
internal static class CompareMarkdown
{
    /// <summary>Writes it.</summary>
    public static void Write(TextWriter output, CompareResult result)
    {
        output.WriteLine(CompareText.System(result));
        output.WriteLine();
        foreach (Regime regime in Regime.All)
        {
            output.WriteLine($"- **{regime.Name}**: {regime.Describe(result.Plan)}");
        }

        foreach (CompareTable table in CompareFormat.Tables(result, metric => metric.Heading))
        {
            output.WriteLine();
            output.WriteLine($"**{table.Name}**: {table.Description}");
            output.WriteLine();
            output.WriteLine($"| {string.Join(" | ", table.Rows[0])} |");
            output.WriteLine("|---" + string.Concat(table.Rows[0].Skip(1).Select(_ => "|--:")) + "|");
            foreach (IReadOnlyList<string> row in table.Rows.Skip(1))
            {
                output.WriteLine($"| {string.Join(" | ", row)} |");
            }
        }

        output.WriteLine();
        output.WriteLine(CompareFormat.Legend(result));
        output.WriteLine();
        foreach (string warning in CompareWarnings.Of(result))
        {
            output.WriteLine($"- **Warning**: {warning}");
        }

        output.WriteLine();
        foreach (ClaimReading reading in CompareReading.Of(result))
        {
            output.WriteLine($"{reading.Number}. {reading.Claim()} **{Sentence.Capital(reading.Verdict.Words())}**.");
            foreach (string finding in reading.Findings(result))
            {
                output.WriteLine($"   - {finding}");
            }
        }
    }
}
