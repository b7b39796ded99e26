using System.Net.Sockets;
using Pollecho.Measurement;

namespace Pollecho.Client;

/// <summary>What a run of the client found. Everything but the faults is of the measured window only.</summary>
internal sealed class LoadResult
{
    /// <summary>Whether the run was stopped before its count or duration was reached; never of one that has neither.</summary>
    public bool Interrupted { get; set; }

    /// <summary>The measured window, from the end of the warm-up to the end of the duration, or to the last reply if that comes first.</summary>
    public TimeSpan Elapsed { get; set; }

    /// <summary>How long it took to open the connections.</summary>
    public TimeSpan Ramp { get; set; }

    /// <summary>Connections that were opened, also those that ended later.</summary>
    public int Connected { get; set; }

    /// <summary>Messages sent in the window.</summary>
    public long Sent { get; set; }

    /// <summary>Of these, the ones that got their right replies, in the window or after it.</summary>
    public long Answered { get; set; }

    /// <summary>Right replies that came in the window: what throughput is reckoned from.</summary>
    public long Replies { get; set; }

    /// <summary>
    /// Messages of an open loop that were due and not sent: with <see cref="LoadOptions.CatchUp"/> off, or because
    /// their connection was down, or the end came first.
    /// </summary>
    public long Skipped { get; set; }

    /// <summary>Service time: from the send of a message in the window to its right reply.</summary>
    public LatencyHistogram Service { get; set; } = new();

    /// <summary>Response time, of an open loop: from when a message was due to its right reply. A stall shows in full.</summary>
    public LatencyHistogram? Response { get; set; }

    /// <summary>Of an open loop: how long after it was due a message was sent that nothing but the client itself held up.</summary>
    public LatencyHistogram? SendDelay { get; set; }

    /// <summary>What went wrong, in the whole run, warm-up and end included.</summary>
    public Faults Faults { get; } = new();

    /// <summary>The last system error of a connection, for the explanation.</summary>
    public SocketError LastError { get; set; }

    /// <summary>Processor time of this process in the window, all threads.</summary>
    public TimeSpan Cpu { get; set; }

    /// <summary>The same as a share of one core, in percent; not a number before anything was measured.</summary>
    public double CpuPercent => 100 * (Cpu / Elapsed);

    /// <summary>The same for each reply, in nanoseconds; not a number if there is none.</summary>
    public double CpuNanosecondsPerMessage => Cpu.TotalNanoseconds / Replies;

    /// <summary>Turns of the loops in the window.</summary>
    public long Turns { get; set; }

    /// <summary>Of these, the ones that found nothing to do: the client was waiting for the server.</summary>
    public long EmptyTurns { get; set; }

    /// <summary>Right replies in each quarter of the window, of a run with a duration; else empty.</summary>
    public IReadOnlyList<long> Quarters { get; set; } = [];

    /// <summary>Messages answered a second.</summary>
    public double Rate => Elapsed > TimeSpan.Zero ? Replies / Elapsed.TotalSeconds : 0;

    /// <summary>What the percentiles are of: response time in an open loop, else service time.</summary>
    public LatencyHistogram RoundTrip => Response ?? Service;
}
