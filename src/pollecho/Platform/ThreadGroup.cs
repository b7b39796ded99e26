using System.Runtime.ExceptionServices;

namespace Pollecho.Platform;

/// <summary>Several loops that make up one job, each on a thread of its own.</summary>
internal static class ThreadGroup
{
    /// <summary>
    /// Runs the loops, the first on the caller's thread, and returns when the last has ended. If one fails the
    /// others are stopped, and its exception is thrown here.
    /// </summary>
    /// <param name="loops">How many, from 1.</param>
    /// <param name="run">Runs one, given its number from 0; must return when the token is cancelled.</param>
    /// <param name="stop">Stops them all.</param>
    /// <param name="started">Called when the others have started and before the first runs, on the caller's thread.</param>
    public static void Run(int loops, Action<int, CancellationToken> run, CancellationToken stop, Action? started = null)
    {
        using var stopAll = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Exception? failure = null;
        Thread[] threads = [.. Enumerable.Range(1, loops - 1).Select(loop => new Thread(() => RunLoop(loop)) { Name = $"loop {loop}" })];
        int running = 0;
        try
        {
            for (; running < threads.Length; running++)
            {
                threads[running].Start();
            }

            started?.Invoke();
            RunLoop(0);
        }
        catch (Exception e)
        {
            // OutOfMemoryException if the system has no more threads: end those that run, and with them the first, which
            // the others may wait for.
            failure = e;
            stopAll.Cancel();
            RunLoop(0);
        }

        foreach (Thread thread in threads[..running])
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
