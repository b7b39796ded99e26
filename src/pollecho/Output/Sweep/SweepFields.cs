using Pollecho.Client;
using Pollecho.Output.Client;
using Pollecho.Results;
using Pollecho.Sweep;
using Field = Pollecho.Results.ReportField<Pollecho.Sweep.SweepStep>;

namespace Pollecho.Output.Sweep;

/// <summary>What JSON and CSV have of each step besides the fields of a result, and of what all steps were to do.</summary>
internal static class SweepFields
{
    /// <summary>What the step is.</summary>
    public static readonly Field[] OfStep =
    [
        new Field.Number(SweepKeys.Rate, step => step.Rate),
        new Field.Text("phase", step => SweepWords.Name(step.Phase)),
        new Field.Text(SweepKeys.Outcome, step => step.Outcome switch { StepOutcome.Kept => "kept", StepOutcome.Invalid => SweepKeys.Invalid, _ => "not_kept" }),
        new Field.Text("reason", step => step.Fault switch
        {
            StepFault.Condition => "condition",
            StepFault.Rate => "rate",
            StepFault.Faults => "faults",
            StepFault.ClientKeptOff => "client_kept_off",
            StepFault.ClientTooSlow => "client_too_slow",
            StepFault.ClientLate => "client_late",
            StepFault.ClientBusy => "client_busy",
            _ => null,
        }),
    ];

    /// <summary>What all steps do: the client's fields, but the rate.</summary>
    public static IEnumerable<ReportField<RunOptions>> OfLoad => OptionFields.All.Where(one => one.Key != OfStep[0].Key);
}
