using Pollecho.Client;
using Pollecho.Output;
using Pollecho.Output.Client;
using Pollecho.Platform;
using Pollecho.Results;

namespace Pollecho.Commands;

/// <summary>What the client prints when it works like ping: as replies come, when it is asked to, and at the end.</summary>
internal sealed class PingConsole
{
    private readonly InterruptedLines _output;
    private PingReport? _text;

    /// <summary>Prepares the output.</summary>
    /// <param name="stop">Ctrl+C.</param>
    public PingConsole(StopSignal stop) => _output = InterruptedLines.OfStdout(() => stop.WasTyped);

    /// <summary>Where the result goes.</summary>
    public TextWriter Output => _output;

    /// <summary>Begins to print what happens.</summary>
    /// <param name="options">What the run is to do.</param>
    /// <param name="form">In which form.</param>
    /// <param name="timestamps">Whether each line of text begins with the time.</param>
    public PingWatch Begin(RunOptions options, PingForm form, bool timestamps)
    {
        _text = form == PingForm.Text ? new PingReport(_output, options, TerminalWidth.OfOutput, timestamps) : null;
        return new PingWatch(form == PingForm.Json ? new PingJson(_output, options) : _text, Summarize);
    }

    /// <summary>Prints the summary as text, if that is the form.</summary>
    public void Finished(RunResult result, IReadOnlyList<double> percentiles) => _text?.Finished(result, percentiles);

    /// <summary>Leaves a terminal at the beginning of a line.</summary>
    public void End() => _output.Break();

    /// <summary>On stderr, as stdout is for the result; over the <c>^\</c> that the terminal shows, as ping of iputils does.</summary>
    private static void Summarize(RunResult soFar) =>
        Console.Error.WriteLine((Console.IsErrorRedirected ? "" : "\r") + PingSummary.SoFar(soFar));
}
