namespace Pollecho.Client;

/// <summary>One thread's share of a run: some of its connections, with the messages that are dealt to them in turn.</summary>
/// <param name="Index">The thread's number, from 0.</param>
/// <param name="First">The number of its first connection in the run, from 0.</param>
/// <param name="Connections">How many connections are its own, from that one on.</param>
/// <param name="All">How many connections the run has.</param>
internal sealed record LoopShare(int Index, int First, int Connections, int All)
{
    /// <summary>Divides a run among its threads, as evenly as it goes.</summary>
    public static LoopShare[] Divide(RunOptions options)
    {
        int threads = options.Threads;
        var shares = new LoopShare[threads];
        int first = 0;
        for (int i = 0; i < threads; i++)
        {
            int connections = (options.Connections / threads) + (i < options.Connections % threads ? 1 : 0);
            shares[i] = new LoopShare(i, first, connections, options.Connections);
            first += connections;
        }

        return shares;
    }

    /// <summary>How many of the run's first messages are this thread's.</summary>
    /// <param name="messages">How many messages of the run, from its start.</param>
    public long Of(long messages)
    {
        (long rounds, long rest) = Math.DivRem(messages, All);
        return (rounds * Connections) + Math.Clamp(rest - First, 0, Connections);
    }

    /// <summary>The number in the run of one of this thread's messages.</summary>
    /// <param name="own">Its number in the thread, from 0.</param>
    public long NumberInRun(long own)
    {
        (long rounds, long rest) = Math.DivRem(own, Connections);
        return (rounds * All) + First + rest;
    }
}
