using Pollecho.Output;
using Pollecho.Output.Server;
using Pollecho.Output.Tracing;
using Pollecho.Platform;
using Pollecho.Server;
using Pollecho.Tracing;

namespace Pollecho.Commands;

/// <summary>
/// What the server prints and where. Serving does not depend on it: what cannot be printed is dropped, and only a stdout
/// that fails at the start, or whose reader is gone for good, ends the server.
/// </summary>
internal sealed class ServerConsole
{
    /// <summary>How long to wait for a line to be written: at the start, and at least at the end.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _gone;
    private readonly LineQueue _lines;
    private readonly LineQueue _notices;
    private readonly TimeSpan? _statsEvery;
    private readonly StatusLine _status;
    private readonly LoopTraces? _traces;

    /// <summary>Creates the console; prints nothing yet.</summary>
    /// <param name="json">Whether events are JSON objects.</param>
    /// <param name="statsEvery">How often there is a line of statistics; null for none.</param>
    /// <param name="createTraces">Creates the loops' traces, given what prints a line; null for none.</param>
    /// <param name="gone">Cancelled when nobody can read stdout any more; never disposed, as it may be cancelled at any time.</param>
    public ServerConsole(bool json, TimeSpan? statsEvery, Func<Action<string>, LoopTraces>? createTraces, CancellationTokenSource gone)
    {
        _gone = gone;
        _status = new StatusLine(wanted: statsEvery is null && !json);
        _statsEvery = statsEvery;
        _lines = new LineQueue(Console.Out, _status, gone.Cancel);
        _notices = new LineQueue(Console.Error, _status, () => { });

        // Now, and not when there is something to print: to ask it of a paused terminal would hold the server up.
        Report = new ServerReport(_lines, _notices, _status, json, TerminalWidth.OfOutput);
        _traces = createTraces?.Invoke(_lines.PostPatiently);
    }

    /// <summary>What the server reports.</summary>
    public ServerReport Report { get; }

    /// <summary>Cancelled when nobody can read stdout any more.</summary>
    public CancellationToken Gone => _gone.Token;

    /// <summary>Creates the trace of a loop; null for none.</summary>
    public Func<ILoopTrace>? CreateTrace => _traces is null ? null : _traces.Create;

    /// <summary>The stop has begun: from now on nothing waits for room to print.</summary>
    public void BeginEnd() => _lines.EndPatience();

    /// <summary>Makes sure that the first lines are written; from then on prints how the server is doing, as often as asked for.</summary>
    /// <param name="read">What it did so far, and for how long.</param>
    /// <exception cref="OutputException">They cannot be written.</exception>
    public void Begin(Func<(ServerCounters Counters, TimeSpan Elapsed)> read)
    {
        _lines.Flush(Patience);
        ThrowIfFailed();
        if (_statsEvery is not null)
        {
            _lines.Every(_statsEvery.Value, () =>
            {
                (ServerCounters counters, TimeSpan elapsed) = read();
                Report.Stats(counters, elapsed);
                _traces?.Report(_status, _lines);
            });
        }
        else if (_traces is not null)
        {
            _lines.Every(LoopTraces.Interval(_status), () => _traces.Report(_status, _lines));
        }
        else if (_status.IsLive)
        {
            _lines.Every(StatusLine.Often, () => Report.Live(read().Counters));
        }
    }

    /// <summary>Prints the last line and waits for it, but not beyond the end of the stop.</summary>
    /// <param name="last">Makes it.</param>
    /// <param name="left">What is left of the time that a stop may take.</param>
    /// <exception cref="CommandException">Its reader takes nothing.</exception>
    /// <exception cref="OutputException">It cannot be written.</exception>
    public void End(Func<string> last, TimeSpan left)
    {
        bool inTime = _lines.End(Gone.IsCancellationRequested ? null : last, left > Patience ? left : Patience);
        _notices.Flush(Patience);
        if (!inTime)
        {
            throw new CommandException("cannot write to standard output: its reader, or the terminal, takes nothing; resume or close it");
        }

        ThrowIfFailed();
    }

    private void ThrowIfFailed()
    {
        if (_lines.Failure is { } failure)
        {
            throw failure;
        }
    }
}
