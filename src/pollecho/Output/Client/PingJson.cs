using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Pollecho.Client;
using Pollecho.Measurement;
using Pollecho.Results;
using Pollecho.Sockets;
using Pollecho.Text;

namespace Pollecho.Output.Client;

/// <summary>What happens while the client works like ping, for programs: an object a line. The summary follows, see <see cref="ClientJson"/>.</summary>
/// <param name="output">Where to.</param>
/// <param name="options">What was asked for.</param>
/// <param name="server">The server that it is of, where there are several; else null.</param>
internal sealed class PingJson(TextWriter output, RunOptions options, string? server = null) : IPingReport
{
    private long _sentBefore;

    /// <inheritdoc/>
    public void Connected(int connection, EndPoint endPoint, long connectTicks) => Event("connected", json =>
    {
        json.WriteString("address", AddressText.Of(endPoint));
        json.WriteFigure("connect_us", Microseconds(connectTicks));
        json.WriteNumber("message_bytes", options.Payload.Size);
    });

    /// <inheritdoc/>
    public void Disconnected(long sent, long lost, long? lostSince, SocketError error, bool reopens)
    {
        _sentBefore += sent;
        Event("disconnected", json =>
        {
            json.WriteString("reason", SocketErrors.Describe(error, "closed by the server"));
            json.WriteNumber("lost", lost);
            json.WriteBoolean("reopens", reopens);
        });
    }

    /// <inheritdoc/>
    public void Replied(long sequence, ReadOnlySpan<byte> reply, ReplyVerdict verdict, long roundTripTicks)
    {
        string? received = verdict is ReplyVerdict.Altered or ReplyVerdict.Short ? Escape.Unquoted(reply, WrongBytes.Most) : null;
        Event("reply", json =>
        {
            json.WriteNumber("seq", Number(sequence));
            json.WriteString("outcome", Name(verdict));
            json.WriteFigure("rtt_us", Microseconds(roundTripTicks));
            if (received is not null)
            {
                json.WriteString("received", received);
            }
        });
    }

    /// <inheritdoc/>
    public void Surplus(ReadOnlySpan<byte> bytes)
    {
        int length = bytes.Length;
        string received = Escape.Unquoted(bytes, WrongBytes.Most);
        Event("surplus", json =>
        {
            json.WriteNumber("bytes", length);
            json.WriteString("received", received);
        });
    }

    /// <inheritdoc/>
    public void TimedOut(long sequence, long sentAt) => Event("timeout", json =>
    {
        json.WriteNumber("seq", Number(sequence));
        json.WriteString("outcome", "timed_out");
        json.WriteNull("rtt_us");
    });

    /// <inheritdoc/>
    public void OutageBegan(Outage outage) => Event("outage_began", json => json.WriteOutage(outage));

    /// <inheritdoc/>
    public void OutageEnded(Outage outage) => Event("outage_ended", json => json.WriteOutage(outage));

    /// <summary>As the counts of faults name it.</summary>
    private static string Name(ReplyVerdict verdict) => verdict switch
    {
        ReplyVerdict.Right => "ok",
        ReplyVerdict.Late => "late",
        ReplyVerdict.OutOfOrder => "out_of_order",
        ReplyVerdict.Short => "short",
        _ => "altered",
    };

    private static double Microseconds(long ticks) => LatencyHistogram.Nanoseconds(ticks) / 1e3;

    private long Number(long sequence) => _sentBefore + sequence + 1;

    private void Event(string name, Action<Utf8JsonWriter> fields) => output.WriteLine(JsonOutput.Event(name, json =>
    {
        json.WriteString("time", IsoTime.Now);
        if (server is not null)
        {
            json.WriteString("server", server);
        }

        fields(json);
    }));
}
