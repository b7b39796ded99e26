using Pollecho.Compare;
using Pollecho.Text;

namespace Pollecho.Output.Comparison;

/// <summary>A comparison as text to read: the workloads, a table a regime, then the reading of the claims.</summary>
internal static class CompareText
{
    /// <summary>Writes it as aligned text.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="result">What was found.</param>
    /// <param name="width">How many columns a line may have, which sentences and tables are then broken to fit; null for as many as there are.</param>
    public static void Write(TextWriter output, CompareResult result, int? width)
    {
        output.Write($"pollecho compare: {System(result)}", width, indent: 2);
        output.WriteLine("\nworkloads:");
        foreach (Regime regime in Regime.All)
        {
            output.Write($"  {regime.Name}: {regime.Describe(result.Plan)}", width, indent: 4);
        }

        foreach (CompareTable table in CompareFormat.Tables(result, metric => metric.Heading))
        {
            output.WriteLine();
            output.Write($"{table.Name}: {table.Description}", width, indent: 2);
            TextTable.Write(output, table.Rows, width);
        }

        output.WriteLine();
        output.Write(CompareFormat.Legend(result), width, indent: 0);
        foreach (string warning in CompareWarnings.Of(result))
        {
            output.Write($"warning: {warning}", width, indent: 2);
        }

        output.WriteLine();
        foreach (ClaimReading reading in CompareReading.Of(result))
        {
            output.Write($"{reading.Number}. {reading.Claim()} {Sentence.Capital(reading.Verdict.Words())}.", width, indent: 3);
            foreach (string finding in reading.Findings(result))
            {
                output.Write($"   - {finding}", width, indent: 5);
            }
        }
    }

    /// <summary>The machine, the message and the time it took, in one line.</summary>
    internal static string System(CompareResult result) =>
        $"{RunConditions.Machine}; "
        + $"{Units.Bytes(result.Plan.MessageSize)} a message{Over(result)}; took {Units.Duration(result.Elapsed)}" + (result.Interrupted ? ", interrupted" : "");

    /// <summary>What the client and the servers talked over, if that is not the usual.</summary>
    internal static string Over(CompareResult result) => result.Plan.IsOverUnix ? ", over unix sockets" : "";
}
