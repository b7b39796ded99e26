using System.Net;
using System.Net.Sockets;
using Pollecho.Client;
using Pollecho.Sockets;
using Pollecho.Text;

namespace Pollecho.Commands;

/// <summary>A run of the client in which something went wrong, in one line: what, why, and what to do.</summary>
internal static class LoadFailure
{
    /// <summary>Explains the fault that says most.</summary>
    /// <param name="result">A result with faults.</param>
    /// <param name="options">What was to be done.</param>
    public static string Explain(LoadResult result, LoadOptions options)
    {
        Faults faults = result.Faults;
        IPEndPoint server = options.EndPoint;
        string error = SocketErrors.Describe(result.LastError);
        if (result.Connected == 0)
        {
            return $"cannot connect to {server}: {error}; " + (result.LastError == SocketError.ConnectionRefused
                ? $"is a server listening there? Start one: pollecho server --port {server.Port}{(server.AddressFamily == AddressFamily.InterNetworkV6 ? $" --bind {server.Address}" : "")}"
                : "check the address, or give it longer with --connect-timeout");
        }

        if (options.Reconnect && faults.Reset + faults.Closed > 0)
        {
            return $"a connection to {server} was lost {Units.Count(faults.Reset + faults.Closed, "time")}; see why the server ended it";
        }

        string replies = Units.Count(result.Answered, "reply", "replies");
        if (faults.Reset > 0)
        {
            return $"the connection to {server} broke after {replies}: {error}; see whether the server still runs";
        }

        return faults.Closed > 0
            ? $"{server} closed the connection after {replies}; see whether the server still runs"
            : ExplainReplies(faults, options) ?? $"some connections to {server} could not be opened: {error}";
    }

    private static string? ExplainReplies(Faults faults, LoadOptions options)
    {
        IPEndPoint server = options.EndPoint;
        if (faults.Altered + faults.OutOfOrder + faults.Repeated > 0)
        {
            return $"not every reply from {server} was right; " + (options.Payload.Expect == Expect.Upper
                ? "for a server that echoes without upper case give --expect echo" : "see whether it is an echo server");
        }

        if (faults.Short > 0)
        {
            return $"{Units.Count(faults.Short, "reply", "replies")} from {server} lacked bytes; see whether it is an echo server";
        }

        if (faults.TimedOut + faults.Late > 0)
        {
            return $"not every reply came from {server} within {Units.Duration(options.Timeout)}; give it longer with --timeout, or see whether it is an echo server";
        }

        return faults.SurplusBytes > 0
            ? $"{server} sent {Units.Count(faults.SurplusBytes, "byte")} that belong to no reply; does it greet those who connect, or reply twice?"
            : null;
    }
}
