using System.Text.Json;
using Pollecho.Server;
using Pollecho.Text;

namespace Pollecho.Output.Server;

/// <summary>What went wrong at a server, by kind; a kind that did not occur is not shown.</summary>
internal static class ServerErrors
{
    private static readonly Kind[] Kinds =
    [
        new("turned_away", "turned away at the limit", counters => counters.TurnedAway),
        new("reset", "reset by the peer", counters => counters.Resets),
        new("other", "failed otherwise", counters => counters.OtherFailures),
        new("idle_timeout", "idle for too long", counters => counters.IdleTimeouts),
        new("send_timeout", "took no reply for too long", counters => counters.SendTimeouts),
        new("no_memory", "no memory for the reply", counters => counters.NoMemory),
        new("read_put_off", "reads put off for lack of memory", counters => counters.ReadsPutOff),
        new("cut_off", "cut off at the stop", counters => counters.CutOff),
        new("accept_failed", "accepts failed", counters => counters.AcceptErrors),
        new("accept_put_off", "accepts put off", counters => counters.AcceptsPutOff),
    ];

    /// <summary>As words, such as <c>2 reset by the peer, 1 turned away at the limit</c>; empty if there were none.</summary>
    public static string Text(ServerCounters counters) => string.Join(
        ", ",
        Kinds.Where(kind => kind.Count(counters) > 0).Select(kind => $"{Units.Count(kind.Count(counters))} {kind.Words}"));

    /// <summary>As the object <c>errors</c>; an empty one if there were none.</summary>
    public static void Write(Utf8JsonWriter writer, ServerCounters counters)
    {
        writer.WriteStartObject("errors");
        foreach ((string key, _, Func<ServerCounters, long> count) in Kinds)
        {
            long errors = count(counters);
            if (errors > 0)
            {
                writer.WriteNumber(key, errors);
            }
        }

        writer.WriteEndObject();
    }

    private sealed record Kind(string Key, string Words, Func<ServerCounters, long> Count);
}
