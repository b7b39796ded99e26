using Pollecho.Client;
using Pollecho.Output;
using Pollecho.Output.Client;
using Pollecho.Platform;
using Pollecho.Results;
using Pollecho.Text;

namespace Pollecho.Commands;

/// <summary>Prints the periods of a load on stdout as they end. A reader that is slow or gone holds no message up.</summary>
internal sealed class StatsConsole
{
    private static readonly TimeSpan LongestLook = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stop;
    private readonly PeriodReport _report;
    private readonly LineQueue _lines;
    private readonly RunPeriods _periods;

    /// <summary>From now on prints each period, soon after it has ended.</summary>
    /// <param name="report">Makes the lines.</param>
    /// <param name="periods">What is printed.</param>
    /// <param name="period">How long one is.</param>
    /// <param name="stop">Ctrl+C.</param>
    public StatsConsole(PeriodReport report, RunPeriods periods, TimeSpan period, StopSignal stop)
    {
        _report = report;
        _periods = periods;

        // Never disposed, as the reader may leave at any time.
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        _lines = new LineQueue(InterruptedLines.OfStdout(() => stop.WasTyped), new StatusLine(wanted: false), _stop.Cancel);
        _lines.Every(period / 10 < LongestLook ? period / 10 : LongestLook, PrintEnded);
    }

    /// <summary>Cancelled by a signal, and when nobody can read stdout any more.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Prints the last period, and waits until all are written.</summary>
    /// <param name="result">What the run found, which is over.</param>
    /// <exception cref="OutputException">They cannot be written.</exception>
    public void End(RunResult result)
    {
        _lines.End(last: null, TimeSpan.MaxValue);
        PrintEnded();
        if (_periods.Last(result) is { } last)
        {
            _lines.Post(_report.Line(last));
        }

        _lines.Flush(TimeSpan.MaxValue);
        if (_lines.Failure is { } failure)
        {
            throw failure;
        }

        if (_lines.Dropped > 0)
        {
            Console.Error.WriteLine($"pollecho: {Units.Count(_lines.Dropped, "line")} of --stats could not be printed");
        }
    }

    private void PrintEnded()
    {
        while (_periods.Next() is { } period)
        {
            _lines.Post(_report.Line(period));
        }
    }
}
