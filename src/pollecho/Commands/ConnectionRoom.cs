using Pollecho.Text;

namespace Pollecho.Commands;

/// <summary>How many connections this process may have open, looked at before anything is begun.</summary>
internal static class ConnectionRoom
{
    /// <summary>The most that a run opens, also where the system sets no limit: the client keeps some kilobytes for each.</summary>
    private const int MostConnections = 1_000_000;

    /// <summary>File handles left to what is not a connection: about a dozen, with some to spare.</summary>
    private const int SpareHandles = 32;

    /// <summary>A loop has one handle to wait with, and one to be woken by.</summary>
    private const int HandlesALoop = 2;

    /// <summary>How many connections a limit of file handles leaves room for, perhaps none.</summary>
    /// <param name="limit">The limit; null where there is none.</param>
    /// <param name="loops">How many loops share them.</param>
    public static long Within(long? limit, int loops) =>
        Math.Max(0, (limit ?? int.MaxValue) - SpareHandles - (HandlesALoop * loops));

    /// <summary>Checks that a run has room for its connections.</summary>
    /// <param name="needed">How many it opens.</param>
    /// <param name="limit">The limit of file handles; null where there is none.</param>
    /// <param name="loops">How many loops share them.</param>
    /// <param name="fits">What would fit, in words, given how many connections there is room for.</param>
    /// <exception cref="CommandException">There is not room enough.</exception>
    public static void Check(long needed, long? limit, int loops, Func<long, string> fits)
    {
        long room = Math.Min(Within(limit, loops), MostConnections);
        if (needed > room)
        {
            string bound = room < MostConnections ? $"a process may have {limit} files open here" : $"a run has {Units.Count(MostConnections)} at most";
            string advice = room > 0 ? fits(room) : "raise the limit (ulimit -n)";
            throw CommandException.Usage($"{Units.Count(needed, "connection")} {(needed == 1 ? "is" : "are")} too many: {bound}; {advice}");
        }
    }
}
