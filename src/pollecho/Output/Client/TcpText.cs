using Pollecho.Results;
using Pollecho.Text;

namespace Pollecho.Output.Client;

/// <summary>What the system's TCP measured, beside what the client did.</summary>
internal static class TcpText
{
    /// <summary>Its figures in a few words; null if it reports none.</summary>
    public static string? Of(RunResult result) => result.Tcp is not { } tcp ? null
        : (tcp.RoundTrip is { } roundTrip ? $"RTT {Units.Duration(roundTrip)}{(tcp.Timed > 1 ? $" (mean of {Units.Count(tcp.Timed, "connection")})" : "")}, " : "")
            + Units.Count(tcp.Retransmits, "retransmit");

    /// <summary>What retransmits say of the round trips; null if there were none.</summary>
    public static string? Warning(RunResult result)
    {
        const string Cause = "packets or their acknowledgements were lost or late";
        const string Advice = "check the path, and what the server's side retransmits";
        if (result.Slow is { Retransmitted: > 0 } slow)
        {
            return $"{Units.Count(slow.Retransmitted)} of {Units.Count(slow.Count, "slow reply", "slow replies")} (over {Units.Duration(SlowReplies.Over)}) "
                + $"came after TCP on this side had retransmitted: {Cause}; {Advice}";
        }

        return result.Tcp is { Retransmits: > 0 } tcp
            ? $"TCP on this side retransmitted {Units.Times(tcp.Retransmits)} in the window: {Cause}, which slows messages down; {Advice}"
            : null;
    }
}
