using System.Net;
using System.Text;
using System.Text.Json;
using Pollecho.Server;
using Pollecho.Text;

namespace Pollecho.Output.Server;

/// <summary>
/// What the server reports: where it listens, how it is doing, what it did in all. As text lines, or as one JSON
/// object a line. Never waits until it is written.
/// </summary>
/// <param name="lines">Where it goes.</param>
/// <param name="notices">Where notices go.</param>
/// <param name="status">Where it shows how it is doing.</param>
/// <param name="json">Whether the lines are JSON objects.</param>
/// <param name="width">How many columns a line of text may have; null for as many as there are.</param>
internal sealed class ServerReport(LineQueue lines, LineQueue notices, StatusLine status, bool json, int? width)
{
    /// <summary>The server takes connections now.</summary>
    public void Listening(EndPoint address, string wait, int threads) => Print(
        $"pollecho server: listening on {Escape.Line(AddressText.Of(address))}, wait {wait}" + (threads > 1 ? $", {threads} threads" : ""),
        "listening",
        writer =>
        {
            writer.WriteString("address", AddressText.Of(address));
            writer.WriteString("wait", wait);
            writer.WriteNumber("threads", threads);
        });

    /// <summary>Tells the user something on stderr. From any thread.</summary>
    public void Notice(string text) => notices.Post($"pollecho server: {text}");

    /// <summary>How it is doing, as a line of its own.</summary>
    public void Stats(ServerCounters counters, TimeSpan elapsed) =>
        Print(Line(counters), "stats", writer => Write(writer, counters, elapsed, null));

    /// <summary>How it is doing, on the terminal's status line. Called on the queue's thread.</summary>
    public void Live(ServerCounters counters) => status.Show(Line(counters));

    /// <summary>What it did in all.</summary>
    /// <returns>The line, which is the last.</returns>
    public string Stopped(ServerCounters counters, TimeSpan elapsed, TimeSpan? meanNap) =>
        Line(Totals(counters, elapsed, meanNap) + Dropped(), "stopped", writer => Write(writer, counters, elapsed, meanNap));

    private void Print(string text, string name, Action<Utf8JsonWriter> fields) =>
        lines.Post(Line(text, name, fields));

    private string Line(string text, string name, Action<Utf8JsonWriter> fields) => json ? JsonOutput.Event(name, fields) : string.Join(Environment.NewLine, WordWrap.Lines(text, width, indent: 2));

    private string Dropped() => lines.Dropped > 0 ? $"; {Units.Count(lines.Dropped, "line")} not printed" : "";

    private static string Line(ServerCounters c) =>
        $"rlist {Units.Count(c.ReadList)}  wlist {Units.Count(c.WriteList)}  accepted {Units.Count(c.Accepted)}  "
        + $"in {Units.Bytes(c.BytesIn)}  out {Units.Bytes(c.BytesOut)}  "
        + $"turns {Units.Count(c.Turns)}  empty turns {Units.Count(c.EmptyTurns)}"
        + (c.OtherWork > 0 ? $"  other work {Units.Count(c.OtherWork)}" : "")
        + (ServerErrors.Text(c) is { Length: > 0 } errors ? $"  {errors}" : "");

    private static string Totals(ServerCounters c, TimeSpan elapsed, TimeSpan? meanNap)
    {
        var text = new StringBuilder($"pollecho server: stopped after {Units.Duration(elapsed)}: ");
        text.Append(
            $"accepted {Units.Count(c.Accepted)}, in {Units.Bytes(c.BytesIn)}, out {Units.Bytes(c.BytesOut)}, "
            + $"{Units.Count(c.Turns, "turn")}, {Units.Count(c.EmptyTurns, "empty turn")}; "
            + $"{Units.Count(c.Receives, "receive")} and {Units.Count(c.Sends, "send")}, "
            + $"{Units.Count(c.WouldBlock, "would-block")}");
        text.Append(c.OtherWork > 0 ? $"; {Units.Count(c.OtherWork, "unit")} of other work" : "");
        text.Append(meanNap > TimeSpan.Zero ? $"; naps of {Units.Duration(meanNap.Value)} on average" : "");
        text.Append(ServerErrors.Text(c) is { Length: > 0 } errors ? $"; {errors}" : "");
        return text.ToString();
    }

    private void Write(Utf8JsonWriter writer, ServerCounters c, TimeSpan elapsed, TimeSpan? meanNap)
    {
        writer.WriteNumber("elapsed_s", elapsed.TotalSeconds);
        writer.WriteNumber("rlist", c.ReadList);
        writer.WriteNumber("wlist", c.WriteList);
        writer.WriteNumber("accepted", c.Accepted);
        writer.WriteNumber("in_bytes", c.BytesIn);
        writer.WriteNumber("out_bytes", c.BytesOut);
        writer.WriteNumber("turns", c.Turns);
        writer.WriteNumber("empty_turns", c.EmptyTurns);
        writer.WriteNumber("receives", c.Receives);
        writer.WriteNumber("sends", c.Sends);
        writer.WriteNumber("would_block", c.WouldBlock);
        writer.WriteNumber("other_work", c.OtherWork);
        if (meanNap is not null)
        {
            writer.WriteNumber("mean_nap_us", meanNap.Value.TotalMicroseconds);
        }

        writer.WriteNumber("dropped_lines", lines.Dropped);
        ServerErrors.Write(writer, c);
    }
}
