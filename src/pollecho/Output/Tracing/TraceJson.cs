using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using Pollecho.Tracing;

namespace Pollecho.Output.Tracing;

/// <summary>Prints what a loop does as JSON, an object a line; times in nanoseconds since the start.</summary>
/// <param name="loop">The loop's number, from 0.</param>
/// <param name="startedAt">When the times begin, as Stopwatch counts.</param>
/// <param name="print">Prints a line.</param>
internal sealed class TraceJson(int loop, long startedAt, Action<string> print) : ITurnSink
{
    /// <summary>How it is doing while it has nothing to do.</summary>
    public static string Silent(int loop, long emptyTurns, TimeSpan? asleep) => JsonOutput.Event("silent", json =>
    {
        json.WriteNumber("loop", loop);
        json.WriteNumber("empty_turns", emptyTurns);
        json.WriteFigure("asleep_s", asleep?.TotalSeconds);
    });

    /// <inheritdoc/>
    public void EmptyTurns(EmptyTurns turns)
    {
        FoldedCall[] calls = turns.Calls.All.ToArray();
        Print("empty_turns", json =>
        {
            WriteTimes(json, turns.Begin, turns.End);
            json.WriteNumber("turns", turns.Turns);
            WriteFoldedCalls(json, calls);
        });
    }

    /// <inheritdoc/>
    public void FoundNothing(FoldedCall calls) => Print("found_nothing", json =>
    {
        WriteTimes(json, calls.Begin, calls.Begin + calls.Ticks);
        WriteFolded(json, calls);
    });

    /// <inheritdoc/>
    public void Did(in TracedCall call, ReadOnlySpan<byte> bytes, Socket? socket)
    {
        TracedCall did = call;
        string? data = bytes.IsEmpty ? null : Convert.ToBase64String(bytes);
        Print("call", json =>
        {
            WriteTimes(json, did.Begin, did.End);
            WriteCall(json, did);
            if (data is not null)
            {
                json.WriteString("data_base64", data);
            }

            if (socket is not null)
            {
                json.WriteString("peer", TraceText.Peer(socket));
            }
        });
    }

    /// <inheritdoc/>
    public void Closed(int connection, string? why) => Print("close", json =>
    {
        long now = Stopwatch.GetTimestamp();
        WriteTimes(json, now, now);
        json.WriteNumber("connection", connection);
        json.WriteString("why", why);
    });

    /// <summary>Writes a call that did something, without its times.</summary>
    public static void WriteCall(Utf8JsonWriter json, TracedCall call)
    {
        json.WriteString("kind", Kind(call.Kind));
        json.WriteString("call", call.Name);
        json.WriteNumber("connection", call.Connection);
        if (call.Kind == CallKind.Wait)
        {
            json.WriteBoolean("listener", call.Listener);
            json.WriteNumber("readable", call.Readable);
            json.WriteNumber("writable", call.Writable);
            return;
        }

        json.WriteNumber("bytes", call.Bytes);
        json.WriteString("outcome", Outcome(call));
    }

    /// <summary>Writes the calls of empty turns as a list.</summary>
    public static void WriteFoldedCalls(Utf8JsonWriter json, FoldedCall[] calls)
    {
        json.WriteStartArray("calls");
        foreach (FoldedCall call in calls)
        {
            json.WriteStartObject();
            WriteFolded(json, call);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes calls that found nothing.</summary>
    private static void WriteFolded(Utf8JsonWriter json, FoldedCall call)
    {
        json.WriteString("kind", Kind(call.Kind));
        json.WriteString("call", call.Name);
        if (call.Connection == FoldedCall.Several)
        {
            json.WriteNull("connection");
        }
        else
        {
            json.WriteNumber("connection", call.Connection);
        }

        json.WriteNumber("count", call.Count);
        json.WriteNumber("total_ns", (long)Stopwatch.GetElapsedTime(0, call.Ticks).TotalNanoseconds);
        json.WriteString("outcome", call.Kind is CallKind.Wait or CallKind.OtherWork ? "" : CallWords.WouldBlock);
    }

    private static string Kind(CallKind kind) => CallWords.Verb(kind).Replace(' ', '_');

    private static string Outcome(TracedCall call) => call.Bytes > 0 ? "moved"
        : call is { Kind: CallKind.Accept, Error: SocketError.Success } ? "accepted" : CallWords.Outcome(call.Kind, call.Error);

    private void Print(string name, Action<Utf8JsonWriter> fields) => print(JsonOutput.Event(name, json =>
    {
        json.WriteNumber("loop", loop);
        fields(json);
    }));

    private void WriteTimes(Utf8JsonWriter json, long begin, long end)
    {
        json.WriteNumber("begin_ns", (long)Stopwatch.GetElapsedTime(startedAt, begin).TotalNanoseconds);
        json.WriteNumber("end_ns", (long)Stopwatch.GetElapsedTime(startedAt, end).TotalNanoseconds);
    }
}
