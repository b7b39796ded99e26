using Pollecho.Waiting;

namespace Pollecho.Server;

/// <summary>
/// Has every loop look at all of its sockets once more. A look is a whole turn that began after it was asked for, with
/// a wait that asked the system.
/// </summary>
/// <param name="waits">How each loop waits.</param>
internal sealed class LookRound(IReadOnlyList<IWaitStrategy> waits)
{
    private readonly Progress[] _loops = [.. waits.Select(_ => new Progress())];
    private int _asked;

    /// <summary>Asks for a look.</summary>
    /// <returns>Its number, for <see cref="IsDone"/>.</returns>
    public int Ask()
    {
        int look = Interlocked.Increment(ref _asked);
        foreach (IWaitStrategy wait in waits)
        {
            wait.Wake();
        }

        return look;
    }

    /// <summary>Whether every loop has looked since that was asked for.</summary>
    public bool IsDone(int look) => Array.TrueForAll(_loops, loop => Volatile.Read(ref loop.Done) >= look);

    /// <summary>A loop is between two turns. To be called on its thread.</summary>
    public void BetweenTurns(int loop)
    {
        Progress progress = _loops[loop];
        int asked = Volatile.Read(ref _asked);
        if (progress.Done == asked)
        {
            return;
        }

        if (progress.Begun > progress.Done)
        {
            // Whoever asked is to hear of it: the first loop, which accepts.
            Volatile.Write(ref progress.Done, progress.Begun);
            waits[0].Wake();
        }

        if (progress.Begun < asked)
        {
            // Woken, so that its next wait does not block, and asks the system for all that is ready.
            progress.Begun = asked;
            waits[loop].Wake();
        }
    }

    private sealed class Progress
    {
        /// <summary>The look that the turn under way is; the loop's own.</summary>
        public int Begun;

        /// <summary>The last look that is over.</summary>
        public int Done;
    }
}
