namespace Pollecho.Tests;

/// <summary>What work allocates each time that it is done.</summary>
internal static class Allocation
{
    /// <summary>The least of three times: the runtime allocates a little of its own now and then, but work that allocates does so every time.</summary>
    /// <param name="work">The work.</param>
    /// <param name="read">Reads how many bytes were allocated so far; null for the calling thread's.</param>
    public static long Of(Action work, Func<long>? read = null)
    {
        read ??= GC.GetAllocatedBytesForCurrentThread;
        long least = long.MaxValue;
        for (int i = 0; i < 3 && least > 0; i++)
        {
            long before = read();
            work();
            least = Math.Min(least, read() - before);
        }

        return least;
    }
}
