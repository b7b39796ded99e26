using Pollecho.Output.Client;
using Pollecho.Results;
using Pollecho.Sweep;

namespace Pollecho.Output.Sweep;

/// <summary>A sweep as CSV: a row for each step in the order in which they were measured, with the columns of a client's result. What is not known is empty.</summary>
internal static class SweepCsv
{
    /// <summary>The columns are those of any step.</summary>
    private static readonly SweepStep NoStep = new(0, SweepPhase.Growth, StepOutcome.NotKept, StepFault.None, new RunResult());

    /// <summary>Writes the header and the rows.</summary>
    public static void Write(TextWriter output, SweepView view)
    {
        output.Write(CsvOutput.Row(Columns(view, NoStep).Select(column => column.Name)));
        foreach (SweepStep step in view.Result.Steps)
        {
            output.Write(CsvOutput.Row(Columns(view, step).Select(column => column.Value)));
        }
    }

    private static IEnumerable<(string Name, string? Value)> Columns(SweepView view, SweepStep step) =>
    [
        (SweepKeys.Knee, CsvOutput.Number(view.Result.Knee)),
        .. FieldCsv.Columns(SweepFields.OfStep, step, view.Percentiles),
        .. FieldCsv.Columns(ClientCsv.Results, step.Result, view.Percentiles),
    ];
}
