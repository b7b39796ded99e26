using System.Net.Sockets;
using System.Text;
using Pollecho.Client;
using Pollecho.Output.Client;
using Pollecho.Results;
using Pollecho.Sockets;
using Pollecho.Text;

namespace Pollecho.Commands;

/// <summary>A run of the client in which something went wrong, in one line: what, why, and what to do.</summary>
internal static class RunFailure
{
    /// <summary>Explains the fault that says most; null if the run was good. Of several servers, each one's own result is given its error too.</summary>
    /// <param name="result">What was found; <see cref="RunResult.Error"/> is set in what it has of each server, and left as it is in itself.</param>
    /// <param name="options">What was to be done.</param>
    public static string? Explain(RunResult result, RunOptions options)
    {
        for (int i = 0; i < result.Targets.Count; i++)
        {
            RunResult found = result.Targets[i].Found;
            found.Error = found.Faults.Total > 0 ? ExplainFaults(found, options with { EndPoint = options.Targets[i].Current, Targets = [options.Targets[i]] }) : null;
        }

        if (result.Faults.Total > 0)
        {
            return result.Targets.Count > 0 ? ExplainServers(result, options) : ExplainFaults(result, options);
        }

        if (result.HasUnsent)
        {
            return $"{Units.Count(result.Unsent, "message")} of {Units.Count(result.Sent + result.Unsent)} that were due could not be sent; lower --rate, or raise --connections or --pipeline";
        }

        return result.Answered > 0 ? null
            : result.Sent > 0 ? $"the run was stopped before any reply came from {(options.Targets.Count > 1 ? "any server" : AddressText.Of(options.EndPoint))}"
            : result is { Stopped: true, WindowStart: null } ? "the run was stopped before its measuring began"
            : "no message was sent that is measured; run longer than the warm-up";
    }

    /// <summary>Of several servers: those that could not be reached, else the first that failed, and how many others did.</summary>
    private static string ExplainServers(RunResult result, RunOptions options)
    {
        int[] unreached = [.. Enumerable.Range(0, result.Targets.Count).Where(i => result.Targets[i].Found.Connected == 0 && result.Targets[i].Found.Faults.Total > 0)];
        string[] errors = [.. result.Targets.Select(target => target.Found.Error).OfType<string>()];
        string first = unreached.Length == 0 ? errors[0]
            : ConnectAdvice.Explain([.. unreached.SelectMany(i => Failures(options.Targets[i], result.Targets[i].Found).Select(failure => failure with { Server = result.Targets[i].Server }))]);
        int others = errors.Length - Math.Max(unreached.Length, 1);
        return first + (others == 0 ? "" : $"; {Units.Count(others, "other server")} failed as well");
    }

    private static IReadOnlyList<ConnectFailure> Failures(ServerTarget target, RunResult found) =>
        target.Failures.Count > 0 ? target.Failures : [new ConnectFailure(target.Current, found.LastError)];

    private static string ExplainFaults(RunResult result, RunOptions options)
    {
        Faults faults = result.Faults;
        string server = AddressText.Of(options.EndPoint);
        string error = SocketErrors.Describe(result.LastError);
        if (result.Connected == 0)
        {
            return ConnectAdvice.Explain(options.Targets is [{ Failures: { Count: > 0 } failures }] ? failures : [new ConnectFailure(options.EndPoint, result.LastError)]);
        }

        string wrong = DescribeWrong(result.FirstWrong, options.Payload.Expect);
        if (options.Reconnect && faults.Reset + faults.Closed > 0)
        {
            return $"a connection to {server} was lost {Units.Times(faults.Reset + faults.Closed)}{wrong}; see why the server ended it";
        }

        string replies = Units.Count(result.Answered, "reply", "replies");
        if (faults.Reset + faults.Closed > 0)
        {
            return (faults.Reset > 0 ? $"the connection to {server} broke after {replies}: {error}" : $"{server} closed the connection after {replies}")
                + (wrong.Length > 0 ? wrong : "; see why the server ended it");
        }

        return ExplainReplies(faults, options) is { } replied ? replied + wrong
            : $"some connections to {server} could not be opened: {error}" + (result.LastError == SocketError.ConnectionRefused
                ? "; see whether the server ended, or takes so many" : $"; {ForPorts(result, options)}{ConnectAdvice.For(options.EndPoint, result.LastError)}");
    }

    /// <summary>What helps before all else where connections follow one another; empty if they do not, or ports have not run out.</summary>
    private static string ForPorts(RunResult result, RunOptions options) =>
        result is { HasChurn: true, LastError: SocketError.AddressNotAvailable or SocketError.AddressAlreadyInUse } && options.Close == ConnectionClose.Fin
            ? "with --close reset a port is free again at once; or: " : "";

    private static string? ExplainReplies(Faults faults, RunOptions options)
    {
        string server = AddressText.Of(options.EndPoint);
        if (faults.Wrong > 0)
        {
            return $"{Units.Count(faults.Wrong, "reply", "replies")} from {server} {(faults.Wrong == 1 ? "was" : "were")} not right";
        }

        if (faults.Unanswered + faults.Late > 0)
        {
            return $"{Units.Count(faults.Unanswered + faults.Late, "reply", "replies")} did not come from {server} within {Units.Duration(options.Timeout)}; give it longer with --timeout, or see what holds it up";
        }

        if (faults.Repeated > 0)
        {
            return $"{server} sent {Units.Count(faults.Repeated, "reply", "replies")} more than once";
        }

        return faults.SurplusBytes > 0 ? $"{server} sent {Units.Count(faults.SurplusBytes, "byte")} that belong to no reply" : null;
    }

    /// <summary>What came instead of a reply, with what that shows for certain; empty if nothing did.</summary>
    private static string DescribeWrong(WrongBytes? wrong, Expect expect)
    {
        if (wrong is null)
        {
            return "";
        }

        bool isInstead = wrong.Expected.Length > 0;
        string shown = $"; {LoadReport.Received(wrong)} came {(isInstead ? "instead" : LoadReport.NothingExpected)}";
        bool isOtherCase = isInstead && !wrong.Bytes.AsSpan().SequenceEqual(wrong.Expected) && Ascii.EqualsIgnoreCase(wrong.Bytes, wrong.Expected);
        return shown + (isOtherCase, expect) switch
        {
            (true, Expect.Upper) => ": it echoes without upper case; give --expect echo",
            (true, _) => ": it replies in upper case; give --expect upper",
            _ when wrong.Bytes.AsSpan().StartsWith("HTTP/"u8) => ": it is an HTTP server",
            _ when wrong.Bytes.AsSpan().StartsWith("SSH-"u8) => ": it is an SSH server",
            _ when wrong.Bytes is [0x15, 0x03, ..] => ": it is a TLS server",
            _ => "",
        };
    }
}
