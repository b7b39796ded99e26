using System.Net;
using System.Net.Sockets;
using Pollecho.Measurement;
using Pollecho.Results;

namespace Pollecho.Client;

/// <summary>
/// Watches the replies of a client that works like ping: how much the round trips vary, and when replies stopped and came
/// again. For the loop's thread, except <see cref="AskForSummary"/>.
/// </summary>
/// <param name="report">Shown all that happens; null for nobody.</param>
/// <param name="summarize">Called with what was found so far, when that is asked for.</param>
/// <param name="time">The clocks; null for the system's.</param>
internal sealed class PingWatch(IPingReport? report, Action<RunResult> summarize, TimeProvider? time = null) : IReplyObserver
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly RoundTripVariation _variation = new();
    private readonly List<Outage> _outages = [];
    private long _outageCount;
    private TimeSpan _endedTime;
    private Outage? _current;
    private long _currentSince;
    private long _lastEndedAt;
    private long? _startedAt;
    private volatile bool _isSummaryAsked;

    /// <summary>What was found so far, with the outage that is not over.</summary>
    public PingFigures Figures
    {
        get
        {
            Outage? current = _current is null ? null : Now(_current);
            Outage[] running = current is not null && _outages.Count < PingFigures.MostOutages ? [current] : [];
            return new PingFigures(
                _variation.Mdev,
                _variation.Jitter,
                [.. _outages, .. running],
                _outageCount + (current is null ? 0 : 1),
                _endedTime + (current?.Length ?? TimeSpan.Zero),
                _startedAt is { } start ? _time.GetElapsedTime(start) : TimeSpan.Zero);
        }
    }

    /// <summary>Asks for the summary so far, which follows within a tenth of a second. From any thread; never waits.</summary>
    public void AskForSummary() => _isSummaryAsked = true;

    /// <summary>The run is over: shows the outage that is not.</summary>
    public void End()
    {
        if (_current is not null)
        {
            report?.OutageEnded(Now(_current));
        }
    }

    /// <inheritdoc/>
    public void Connected(int connection, EndPoint endPoint, long connectTicks)
    {
        _startedAt ??= _time.GetTimestamp();
        report?.Connected(connection, endPoint, connectTicks);
    }

    /// <inheritdoc/>
    public void Disconnected(long sent, long lost, long? lostSince, SocketError error, bool reopens)
    {
        report?.Disconnected(sent, lost, lostSince, error, reopens);

        // One that is not opened again ends the run: that is an end, which its error explains, not an outage.
        if (reopens || (_current is not null && lost > 0))
        {
            Miss(lost, lostSince ?? _time.GetTimestamp());
        }
    }

    /// <inheritdoc/>
    public void Replied(long sequence, ReadOnlySpan<byte> reply, ReplyVerdict verdict, long roundTripTicks)
    {
        if (verdict == ReplyVerdict.Right)
        {
            _variation.Record(LatencyHistogram.Nanoseconds(roundTripTicks));
        }

        report?.Replied(sequence, reply, verdict, roundTripTicks);

        // Late ones are no end of it: each of them is followed by the next message that has no reply in time.
        if (_current is not null && verdict is ReplyVerdict.Right or ReplyVerdict.OutOfOrder)
        {
            EndOutage();
        }
    }

    /// <inheritdoc/>
    public void Surplus(ReadOnlySpan<byte> bytes) => report?.Surplus(bytes);

    /// <inheritdoc/>
    public void TimedOut(long sequence, long sentAt)
    {
        report?.TimedOut(sequence, sentAt);
        Miss(1, sentAt);
    }

    /// <inheritdoc/>
    public void Unsent(long count, long since)
    {
        _startedAt ??= since;
        Miss(count, since);
    }

    /// <inheritdoc/>
    public void Looked(RunResult soFar)
    {
        if (_isSummaryAsked)
        {
            _isSummaryAsked = false;
            soFar.Ping = Figures;
            summarize(soFar);
        }
    }

    /// <summary>Messages will have no reply in time: an outage begins, or goes on.</summary>
    private void Miss(long messages, long since)
    {
        if (_current is not null)
        {
            _current = _current with { Messages = _current.Messages + messages };
            return;
        }

        // A message of before the last outage's end is no reason for another one to overlap it.
        since = Math.Max(since, _lastEndedAt);

        // The wall clock is read once for an outage, so that one that is set meanwhile does not change its length.
        _currentSince = since;
        _current = new Outage(_time.GetUtcNow() - _time.GetElapsedTime(since), TimeSpan.Zero, IsOver: false, messages);
        report?.OutageBegan(Now(_current));
    }

    private void EndOutage()
    {
        Outage ended = Now(_current!) with { IsOver = true };
        _current = null;
        _lastEndedAt = _time.GetTimestamp();
        _outageCount++;
        _endedTime += ended.Length;
        if (_outages.Count < PingFigures.MostOutages)
        {
            _outages.Add(ended);
        }

        report?.OutageEnded(ended);
    }

    private Outage Now(Outage outage) => outage with { Length = _time.GetElapsedTime(_currentSince) };
}
