using System.Diagnostics;
using Pollecho.Time;
using Pollecho.Waiting;

namespace Pollecho.Client;

/// <summary>When one thread's part of a run is over, and what is done then.</summary>
internal sealed class RunEnd(
    RunOptions options,
    MeasuredWindow window,
    WindowWatch watch,
    WindowMarks marks,
    MessageSender sender,
    ClientConnections connections)
{
    /// <summary>After a stop: how long replies under way are waited for at the most.</summary>
    internal static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(1);

    private long? _patientUntil;
    private long _markedReplyAt;
    private bool _byCount;

    /// <summary>Whether nothing more can be done, or is to be.</summary>
    public bool IsReached(long now) => connections.IsEmpty || connections.HasGivenUp(now) || IsAnswered(now);

    /// <summary>The run was stopped: what was due by then is sent, and what is under way has a moment left.</summary>
    /// <returns>Whether that is over.</returns>
    public bool Stop(long now)
    {
        if (_patientUntil is null)
        {
            // Read again: messages have been sent since the turn's look at the clock.
            long stopAt = Stopwatch.GetTimestamp();
            _patientUntil = Deadline.After(stopAt, StopPatience);
            watch.Cut(stopAt);
            sender.Stop(_patientUntil.Value);
        }

        return connections.IsEmpty || (sender.IsThrough(now) && connections.AllAnswered()) || now >= _patientUntil;
    }

    /// <summary>It is over: settles the window and what is left of messages and connections.</summary>
    public void Finish(IWaitStrategy wait, byte[] buffer)
    {
        long now = Stopwatch.GetTimestamp();
        watch.Finish(now);

        // Of an open loop by count the last message has its share of the time too, though it is answered sooner.
        bool isOpenToEnd = options.Rate is not null && sender.IsThrough(now);
        marks.MarkLoopEnd(isOpenToEnd ? window.End : now, _byCount);
        bool stopped = _patientUntil is not null;
        connections.Tcp.End(connections.All);

        // Where all connections are gone the rest of the window is still due.
        long dueUntil = stopped || !window.HasEnd ? Math.Min(now, window.End) : window.End;
        sender.End(dueUntil);
        if (!stopped)
        {
            new LastLook(connections, wait, buffer).Run();
        }

        connections.CloseAll(stopped);
        connections.Targets.EndResponse(Math.Max(now, dueUntil));
    }

    /// <summary>Whether nothing more is to be sent, nor waited for. On the way there the end of a run by count is marked.</summary>
    private bool IsAnswered(long now)
    {
        if (!sender.IsThrough(now))
        {
            return false;
        }

        if (options.Rate is null && (_byCount ? connections.Targets.LastReplyAt != _markedReplyAt : window.Contains(now)))
        {
            // What is lost is waited for from here on, and that time is no part of the others' throughput.
            _byCount = true;
            _markedReplyAt = connections.Targets.LastReplyAt;
            watch.End();
            marks.MarkCountEnd(now);
        }

        return connections.AllAnswered();
    }
}
