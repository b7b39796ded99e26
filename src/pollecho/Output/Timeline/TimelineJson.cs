using System.Text.Json;
using Pollecho.Output.Tracing;
using Pollecho.Timeline;
using Pollecho.Tracing;

namespace Pollecho.Output.Timeline;

/// <summary>What was recorded as one JSON object; times in nanoseconds since the silence began.</summary>
internal static class TimelineJson
{
    /// <summary>Writes it.</summary>
    public static void Write(TextWriter output, TimelineResult result) => output.WriteLine(JsonOutput.Indented(json =>
    {
        json.WriteSystemFacts();
        json.WriteNumber("silence_ns", (long)result.Plan.Silence.TotalNanoseconds);
        json.WriteObjects("exchanges", result.Exchanges, exchange => Write(json, exchange));
        json.WriteReasons("left_out", "wait", result.Plan.LeftOut.Select(one => (one.Name, one.Reason)));
        json.WriteReasons("failures", "wait", result.Failures.Select(one => (one.Contender.Name, one.Reason)));
    }));

    private static void Write(Utf8JsonWriter json, Exchange exchange)
    {
        json.WriteString("wait", exchange.Contender.Name);
        json.WriteNumber("message_bytes", exchange.Bytes);
        json.WriteNumber("send_began_ns", At(exchange, exchange.SendBegan));
        json.WriteNumber("send_returned_ns", At(exchange, exchange.SendReturned));
        json.WriteNumber("ready_by_ns", At(exchange, exchange.ReadyBy));
        json.WriteNumber("reply_sent_ns", At(exchange, exchange.ReplySent));
        json.WriteNumber("reply_arrived_ns", At(exchange, exchange.ReplyArrived));
        json.WriteNumber("send_to_reply_ns", (long)exchange.SendToReply.TotalNanoseconds);
        json.WriteNumber("round_trip_ns", (long)exchange.RoundTrip.TotalNanoseconds);
        json.WriteNumber("stood_still_ns", (long)exchange.StoodStill.TotalNanoseconds);
        json.WriteNumber("cpu_ns", (long)exchange.Cpu.TotalNanoseconds);
        json.WriteNumber("other_work", exchange.OtherWork);
        json.WriteFigure("recording_ns_per_call", exchange.CostOfCall);
        json.WriteNumber("recorded_calls", exchange.Calls);
        json.WriteObjects("events", exchange.Entries, entry => Write(json, exchange, entry));
    }

    private static void Write(Utf8JsonWriter json, Exchange exchange, TraceEntry entry)
    {
        json.WriteNumber("begin_ns", At(exchange, entry.Begin));
        json.WriteNumber("end_ns", At(exchange, entry.End));
        if (entry.Call is { } call)
        {
            TraceJson.WriteCall(json, call);
            if (call.PendingAt > 0)
            {
                json.WriteNumber("returned_pending_ns", At(exchange, call.PendingAt));
            }

            return;
        }

        json.WriteNumber("empty_turns", entry.Turns);
        TraceJson.WriteFoldedCalls(json, entry.Folded);
    }

    private static long At(Exchange exchange, long time) => (long)TimelineSteps.At(exchange, time);
}
