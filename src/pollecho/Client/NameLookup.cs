using System.Net;

namespace Pollecho.Client;

/// <summary>
/// Looks a name up on a thread of its own: the system's call takes as long as its name servers do, and cannot be
/// cancelled.
/// </summary>
internal static class NameLookup
{
    /// <summary>Begins a look-up.</summary>
    /// <param name="resolve">The system's call, or a test's; what it throws is the outcome.</param>
    /// <returns>The outcome. It may be ignored: the thread does not keep the process alive.</returns>
    /// <exception cref="OutOfMemoryException">The system gives no more threads.</exception>
    public static Task<EndPoint[]> Begin(Func<EndPoint[]> resolve)
    {
        var outcome = new TaskCompletionSource<EndPoint[]>();
        new Thread(() => Run(resolve, outcome)) { IsBackground = true, Name = "look-up" }.Start();
        return outcome.Task;
    }

    private static void Run(Func<EndPoint[]> resolve, TaskCompletionSource<EndPoint[]> outcome)
    {
        try
        {
            outcome.SetResult(resolve());
        }
        catch (Exception e)
        {
            outcome.SetException(e);
        }
    }
}
