namespace Pollecho.Client;

/// <summary>One thread's share of a run.</summary>
/// <param name="Index">The thread's number, from 0.</param>
/// <param name="Connections">How many connections are its own.</param>
/// <param name="Count">How many messages it sends; null for no end.</param>
/// <param name="RatePerSecond">How many a second, in an open loop.</param>
internal sealed record LoadShare(int Index, int Connections, long? Count, double? RatePerSecond)
{
    /// <summary>Divides a run among its threads, as evenly as it goes.</summary>
    public static LoadShare[] Divide(LoadOptions options)
    {
        int threads = options.Threads;
        var shares = new LoadShare[threads];
        int connectionsBefore = 0;
        for (int i = 0; i < threads; i++)
        {
            int connections = (options.Connections / threads) + (i < options.Connections % threads ? 1 : 0);
            long? count = options.Count is null ? null : UpTo(connectionsBefore + connections) - UpTo(connectionsBefore);
            shares[i] = new LoadShare(i, connections, count, options.Rate * connections / options.Connections);
            connectionsBefore += connections;
        }

        return shares;

        long UpTo(int connections) => (long)((Int128)options.Count!.Value * connections / options.Connections);
    }
}
