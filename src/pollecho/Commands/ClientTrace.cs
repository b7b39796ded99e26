using Pollecho.Client;
using Pollecho.Output;
using Pollecho.Output.Tracing;
using Pollecho.Text;
using Pollecho.Tracing;

namespace Pollecho.Commands;

/// <summary>The client's trace, on stderr, as stdout is for the result.</summary>
internal sealed class ClientTrace
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly LineQueue _lines;
    private readonly LoopTraces _traces;

    /// <summary>Prepares the trace of a run.</summary>
    /// <param name="options">What the run is to do.</param>
    /// <param name="json">Whether to print JSON.</param>
    public ClientTrace(RunOptions options, bool json)
    {
        var status = new StatusLine(wanted: !json);
        _lines = new LineQueue(Console.Error, status, () => { });
        _traces = new LoopTraces(options.Wait.Name, options.Wait.Kind.AsksTheSystem, accepts: false, options.Threads, json, _lines.PostPatiently);
        _lines.Every(LoopTraces.Interval(status), () => _traces.Report(status, _lines));
    }

    /// <summary>Creates the trace of the next thread.</summary>
    public Func<ILoopTrace> Create => _traces.Create;

    /// <summary>Prints what is left.</summary>
    public void End()
    {
        _lines.End(last: null, Patience);
        if (_lines.Dropped > 0)
        {
            _lines.End(() => $"pollecho client: {Units.Count(_lines.Dropped, "line")} of the trace not printed", Patience);
        }
    }
}
