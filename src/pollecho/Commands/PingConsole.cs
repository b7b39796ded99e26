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
    private PingReport[] _texts = [];

    /// <summary>Prepares the output.</summary>
    /// <param name="stop">Ctrl+C.</param>
    public PingConsole(StopSignal stop) => _output = InterruptedLines.OfStdout(() => stop.WasTyped);

    /// <summary>Where the result goes.</summary>
    public TextWriter Output => _output;

    /// <summary>Begins to print what happens.</summary>
    /// <param name="options">What the run is to do.</param>
    /// <param name="form">In which form.</param>
    /// <param name="timestamps">Whether each line of text begins with the time.</param>
    /// <returns>What watches each server.</returns>
    public PingWatch[] Begin(RunOptions options, PingForm form, bool timestamps)
    {
        // Of one server there is nothing to tell apart.
        string?[] servers = options.Targets.Count > 1 ? [.. options.Targets.Select(target => target.Name)] : [null];
        _texts = form == PingForm.Text ? Array.ConvertAll(servers, server => new PingReport(_output, options, TerminalWidth.OfOutput, timestamps, server)) : [];
        return [.. servers.Select((server, i) => new PingWatch(form == PingForm.Json ? new PingJson(_output, options, server) : _texts.ElementAtOrDefault(i), soFar => Summarize(server, soFar)))];
    }

    /// <summary>Adds what was watched to the result.</summary>
    public static void Add(RunResult result, IReadOnlyList<PingWatch> watches)
    {
        PingFigures[] figures = [.. watches.Select(watch => watch.Figures)];
        foreach ((TargetResult target, PingFigures ofServer) in result.Targets.Zip(figures))
        {
            target.Found.Ping = ofServer;
        }

        result.Ping = figures.Length > 1 ? PingFigures.Together(figures) : figures.ElementAtOrDefault(0);
    }

    /// <summary>Prints the summary as text, if that is the form.</summary>
    public void Finished(RunResult result, IReadOnlyList<double> percentiles) => _texts.FirstOrDefault()?.Finished(result, percentiles);

    /// <summary>Leaves a terminal at the beginning of a line.</summary>
    public void End() => _output.Break();

    /// <summary>On stderr, as stdout is for the result; over the <c>^\</c> that the terminal shows, as ping of iputils does.</summary>
    private static void Summarize(string? server, RunResult soFar) =>
        Console.Error.WriteLine((Console.IsErrorRedirected ? "" : "\r") + (server is null ? "" : $"{Escape.Line(server)}: ") + PingSummary.SoFar(soFar));
}
