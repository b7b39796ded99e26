using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Pollecho.Sockets;
using Pollecho.Text;
using Pollecho.Tracing;

namespace Pollecho.Output.Tracing;

/// <summary>
/// Prints what a loop does, a line for each call that did something, with the time at which it returned, in seconds since the start. Empty turns
/// are one line: <c>1.204318 spin ×87,064 turns in 402 ms: asks nobody, recv #1 → would block</c>.
/// </summary>
/// <param name="way">The name of the loop's way of waiting.</param>
/// <param name="asks">Whether that asks the system which sockets are ready.</param>
/// <param name="accepts">Whether the loop has a listener.</param>
/// <param name="startedAt">When the times begin, as Stopwatch counts.</param>
/// <param name="print">Prints a line.</param>
internal sealed class TraceText(string way, bool asks, bool accepts, long startedAt, Action<string> print) : ITurnSink
{
    private const int ShownBytes = 32;

    private long _at = Stopwatch.GetTimestamp();

    /// <summary>A line with its time.</summary>
    /// <param name="elapsed">Since the start.</param>
    /// <param name="text">What happened then.</param>
    public static string Line(TimeSpan elapsed, string text) =>
        string.Create(CultureInfo.InvariantCulture, $"{elapsed.TotalSeconds,11:0.000000} {text}");

    /// <inheritdoc/>
    public void EmptyTurns(EmptyTurns turns)
    {
        _at = turns.End;
        string how = asks ? "" : "asks nobody, ";
        string times = (turns.Turns > 1 ? "×" : "") + Units.Count(turns.Turns, "turn");
        Print($"{way} {times} in {Units.Duration(Stopwatch.GetElapsedTime(turns.Begin, turns.End))}: {how}{CallWords.Each(turns)}");
    }

    /// <inheritdoc/>
    public void FoundNothing(FoldedCall calls)
    {
        _at = calls.Begin + calls.Ticks;
        string times = calls.Count > 1 ? $" ×{Units.Count(calls.Count)}" : "";
        switch (calls.Kind)
        {
            case CallKind.Wait:
                Print($"{way}: {CallWords.Pause(calls)}{times}");
                break;
            case CallKind.OtherWork:
                Print($"other work{times}");
                break;
            default:
                Print($"{CallWords.Who(calls.Kind, calls.Connection)} → {CallWords.WouldBlock}{times}");
                break;
        }
    }

    /// <inheritdoc/>
    public void Did(in TracedCall call, ReadOnlySpan<byte> bytes, Socket? socket)
    {
        _at = call.End;
        string shown = bytes.IsEmpty ? "" : " " + Escape.Quote(bytes, ShownBytes);
        Print(call.Kind switch
        {
            CallKind.Wait => $"{way}: {CallWords.Wait(call, accepts ? CallWords.ListenerReady : CallWords.Woken)}",
            CallKind.Accept when call.Error == SocketError.Success => $"accept → #{call.Connection} from {Peer(socket)}",
            CallKind.Accept => $"accept → {CallWords.Outcome(call.Kind, call.Error)}",
            _ when call.Bytes > 0 => $"{CallWords.Who(call.Kind, call.Connection)} → {Units.Count(call.Bytes, "byte")}{shown}",
            _ => $"{CallWords.Who(call.Kind, call.Connection)} → {CallWords.Outcome(call.Kind, call.Error)}",
        });
    }

    /// <inheritdoc/>
    public void Closed(int connection, string? why)
    {
        _at = Stopwatch.GetTimestamp();
        Print(why is null ? $"close #{connection}" : $"close #{connection}: {why}");
    }

    /// <summary>The other end of a connection: its address, or over a unix socket, where it has none, its process.</summary>
    public static string Peer(Socket? socket)
    {
        try
        {
            return socket is { AddressFamily: AddressFamily.Unix }
                ? SocketCalls.PeerProcess(socket) is { } process ? string.Create(CultureInfo.InvariantCulture, $"process {process}") : "a process of this machine"
                : socket?.RemoteEndPoint?.ToString() ?? "nobody";
        }
        catch (SocketException e)
        {
            // It is gone already.
            return SocketErrors.Describe(e.SocketErrorCode);
        }
    }

    private void Print(string text) => print(Line(Stopwatch.GetElapsedTime(startedAt, _at), text));
}
