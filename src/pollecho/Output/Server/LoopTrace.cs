using System.Net.Sockets;
using Pollecho.Server;
using Pollecho.Sockets;
using Pollecho.Text;
using Pollecho.Waiting;

namespace Pollecho.Output.Server;

/// <summary>
/// Prints each call of the loop with its outcome, in order. A call that found nothing is counted, not printed, until
/// something happens: <c>recv #3 → would block ×18,233</c>, then <c>recv #3 → 12 bytes</c>.
/// </summary>
/// <param name="strategy">The name of the loop's way of waiting.</param>
/// <param name="print">Prints a line.</param>
internal sealed class LoopTrace(string strategy, Action<string> print) : ILoopTrace
{
    private const int ShownBytes = 32;
    private const string Wait = "wait";
    private const string Accept = "accept";

    // Calls counted and not printed yet, by call and connection (0 for the loop's own calls).
    private readonly Dictionary<(string Call, int Connection), Repeats> _repeats = [];

    /// <inheritdoc/>
    public void Waited(Ready ready) => Count(Wait, 0, new Outcome(ready.Readable.Length, ready.Writable.Length, false));

    /// <inheritdoc/>
    public void Accepted(SocketError error, int connection, Socket? socket)
    {
        if (connection == 0)
        {
            Count(Accept, 0, new Outcome(0, (int)error, false));
            return;
        }

        PrintLoopCalls();
        print($"accept → #{connection} from {Peer(socket)}");
    }

    /// <inheritdoc/>
    public void Called(string call, int connection, IoResult result, ReadOnlySpan<byte> bytes)
    {
        if (result.Bytes == 0)
        {
            var outcome = new Outcome(0, (int)result.Error, call == "recv");
            Count(call, connection, outcome);
            return;
        }

        PrintLoopCalls();
        PrintCounted(call, connection);
        string shown = bytes.IsEmpty ? "" : " " + Escape.Quote(bytes, ShownBytes);
        print($"{call} #{connection} → {Units.Count(result.Bytes, "byte")}{shown}");
    }

    /// <inheritdoc/>
    public void Closed(int connection, string? why = null)
    {
        PrintLoopCalls();
        PrintCounted("recv", connection);
        PrintCounted("send", connection);
        print(why is null ? $"close #{connection}" : $"close #{connection}: {why}");
    }

    /// <inheritdoc/>
    public void Ended()
    {
        foreach ((string call, int connection) in _repeats.Keys.ToArray())
        {
            PrintCounted(call, connection);
        }
    }

    private static string Peer(Socket? socket)
    {
        try
        {
            return socket?.RemoteEndPoint?.ToString() ?? "nobody";
        }
        catch (SocketException e)
        {
            // It is gone already.
            return SocketErrors.Describe(e.SocketErrorCode);
        }
    }

    private void Count(string call, int connection, Outcome outcome)
    {
        if (_repeats.TryGetValue((call, connection), out Repeats repeats) && repeats.Outcome != outcome)
        {
            PrintCounted(call, connection);
            repeats = default;
        }

        _repeats[(call, connection)] = new Repeats(outcome, repeats.Count + 1);
    }

    private void PrintLoopCalls()
    {
        PrintCounted(Wait, 0);
        PrintCounted(Accept, 0);
    }

    private void PrintCounted(string call, int connection)
    {
        if (!_repeats.Remove((call, connection), out Repeats repeats))
        {
            return;
        }

        string name = call switch
        {
            Wait => $"wait {strategy}",
            Accept => Accept,
            _ => $"{call} #{connection}",
        };
        string times = repeats.Count > 1 ? $" ×{Units.Count(repeats.Count)}" : "";
        print($"{name} → {Describe(call, repeats.Outcome)}{times}");
    }

    private static string Describe(string call, Outcome outcome) => call == Wait
        ? $"{outcome.First} to receive, {outcome.Second} to send"
        : SocketErrors.Describe((SocketError)outcome.Second, outcome.Flag ? "end of stream" : "nothing");

    private readonly record struct Outcome(int First, int Second, bool Flag);

    private readonly record struct Repeats(Outcome Outcome, long Count);
}
