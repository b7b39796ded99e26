namespace Pollecho.Client;

/// <summary>
/// A part of a load: every nth of its connections, where n is the number of parts, with the messages that are dealt to all of
/// them in turn. A client has a part of the load, and each of its threads a part of that, so that no two send the same, nor at
/// the same time, whichever process they are in.
/// </summary>
/// <param name="Index">The part's number, from 0, which is that of its first connection.</param>
/// <param name="Parts">How many parts the load has.</param>
/// <param name="All">How many connections it has; no fewer than parts.</param>
internal sealed record LoopShare(int Index, int Parts, int All)
{
    /// <summary>How many connections are its own.</summary>
    public int Connections { get; } = ((All - Index - 1) / Parts) + 1;

    /// <summary>The parts of a client's threads.</summary>
    public static LoopShare[] Divide(RunOptions options)
    {
        (int index, int count) = options.Share;
        return [.. Enumerable.Range(0, options.Threads).Select(thread => new LoopShare(index + (thread * count), options.Threads * count, options.Connections))];
    }

    /// <summary>How many of the load's first messages are its own.</summary>
    /// <param name="messages">How many messages of the load, from its start.</param>
    public long Of(long messages)
    {
        (long rounds, long rest) = Math.DivRem(messages, All);
        return (rounds * Connections) + (rest <= Index ? 0 : ((rest - Index - 1) / Parts) + 1);
    }

    /// <summary>How many of its messages are those of one place.</summary>
    /// <param name="place">The place.</param>
    /// <param name="first">The first of the messages, by its number in the part.</param>
    /// <param name="count">How many they are.</param>
    public long OfPlace(int place, long first, long count)
    {
        // How many messages before the place's first turn.
        long before = (place + Connections - (first % Connections)) % Connections;
        return (count - before + Connections - 1) / Connections;
    }

    /// <summary>The number in the load of one of its messages.</summary>
    /// <param name="own">Its number in the part, from 0.</param>
    public long NumberInRun(long own)
    {
        (long rounds, long rest) = Math.DivRem(own, Connections);
        return (rounds * All) + Connection(rest);
    }

    /// <summary>The number in the load of the connection at one of its places; of those that follow it there, another one each.</summary>
    public long Connection(long place) => Index + (place * Parts);
}
