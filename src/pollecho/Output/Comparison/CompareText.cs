using Pollecho.Compare;
using Pollecho.Platform;
using Pollecho.Text;

namespace Pollecho.Output.Comparison;

/// <summary>A comparison as text to read, or as Markdown: a table a regime, then the reading of the claims.</summary>
internal static class CompareText
{
    /// <summary>Writes it as aligned text.</summary>
    public static void Write(TextWriter output, CompareResult result)
    {
        output.WriteLine($"pollecho compare: {System(result)}");
        output.WriteLine("\nworkloads:");
        foreach (Regime regime in Regime.All)
        {
            output.WriteLine($"  {regime.Name}: {regime.Describe(result.Plan)}");
        }

        foreach (CompareTable table in CompareFormat.Tables(result))
        {
            output.WriteLine();
            output.WriteLine($"{table.Name}: {table.Description}");
            WriteAligned(output, table.Rows);
        }

        output.WriteLine();
        output.WriteLine(CompareFormat.Legend(result));
        WriteWarnings(output, result, "warning");
        output.WriteLine();
        foreach (ClaimReading reading in CompareReading.Of(result))
        {
            output.WriteLine($"{reading.Number}. {reading.Claim()} {Capital(reading.Verdict.Words())}.");
            foreach (string finding in reading.Findings(result))
            {
                output.WriteLine($"   - {finding}");
            }
        }
    }

    /// <summary>Writes it as Markdown.</summary>
    public static void WriteMarkdown(TextWriter output, CompareResult result)
    {
        output.WriteLine(System(result));
        output.WriteLine();
        foreach (Regime regime in Regime.All)
        {
            output.WriteLine($"- **{regime.Name}**: {regime.Describe(result.Plan)}");
        }

        foreach (CompareTable table in CompareFormat.Tables(result))
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
        WriteWarnings(output, result, "- **Warning**");
        output.WriteLine();
        foreach (ClaimReading reading in CompareReading.Of(result))
        {
            output.WriteLine($"{reading.Number}. {reading.Claim()} **{Capital(reading.Verdict.Words())}**: {string.Join("; ", reading.Findings(result))}.");
        }
    }

    private static void WriteWarnings(TextWriter output, CompareResult result, string word)
    {
        foreach (string warning in CompareWarnings.Of(result))
        {
            output.WriteLine($"{word}: {warning}");
        }
    }

    /// <summary>The machine, the message and the time it took, in one line.</summary>
    internal static string System(CompareResult result) =>
        $"{SystemFacts.CpuModel ?? SystemFacts.Architecture}, {Units.Count(SystemFacts.Cores, "core")}, {SystemFacts.Os}; "
        + $"{Units.Bytes(result.Plan.MessageSize)} a message; took {Units.Duration(result.Elapsed)}" + (result.Interrupted ? ", interrupted" : "");

    /// <summary>With a capital, as a sentence begins.</summary>
    internal static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>The first column to the left, the figures to the right.</summary>
    private static void WriteAligned(TextWriter output, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        int[] widths = [.. Enumerable.Range(0, rows[0].Count).Select(column => rows.Max(row => row[column].Length))];
        foreach (IReadOnlyList<string> row in rows)
        {
            IEnumerable<string> cells = row.Select((cell, i) => i == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[i]));
            output.WriteLine("  " + string.Join("  ", cells));
        }
    }
}
