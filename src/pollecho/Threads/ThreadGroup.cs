using System.Runtime.ExceptionServices;

namespace Pollecho.Threads;

/// <summary>Several loops that make up one job, each on a thread of its own.</summary>
internal static class ThreadGroup
{
    /// <summary>
    /// Runs the loops, the first on the caller's thread, and returns when the last has ended. If one fails the
    /// others are stopped, and its exception is thrown here.
    /// </summary>
    /// <param name="loops">How many, from 1.</param>
    /// <param name="run">Runs one, given its number from 0; it has to end when the token is cancelled.</param>
    /// <param name="stop">Stops them all.</param>
    public static void Run(int loops, Action<int, CancellationToken> run, CancellationToken stop)
    {
        using var stopAll = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Exception? failure = null;
        Thread[] threads = [.. Enumerable.Range(1, loops - 1).Select(loop => new Thread(() => RunLoop(loop)) { Name = $"loop {loop}" })];
        int started = 0;
        try
        {
            for (; started < threads.Length; started++)
            {
                threads[started].Start();
            }

            RunLoop(0);
        }
        catch (OutOfMemoryException e)
        {
            // So .NET tells that the system has no more threads: those that run are to end.
            failure = e;
            stopAll.Cancel();
        }

        foreach (Thread thread in threads[..started])
        {
            thread.Join();
        }

        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        void RunLoop(int loop)
        {
            try
            {
                run(loop, stopAll.Token);
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref failure, e, null);
                stopAll.Cancel();
            }
        }
    }
}
