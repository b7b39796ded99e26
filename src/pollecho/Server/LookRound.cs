using Pollecho.Waiting;

namespace Pollecho.Server;

/// <summary>
/// Makes every loop look at all of its sockets once more. A look is a few whole turns that begin after it was asked for,
/// each with a wait that asks the system: one receives a peer's last bytes, the next the end of its stream.
/// </summary>
/// <param name="waits">How each loop waits.</param>
internal sealed class LookRound(IReadOnlyList<IWaitStrategy> waits)
{
    private const int TurnsALook = 3;

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

    /// <summary>A loop is between two turns. Called on its thread.</summary>
    public void BetweenTurns(int loop)
    {
        Progress progress = _loops[loop];
        int asked = Volatile.Read(ref _asked);
        if (progress.Done == asked)
        {
            return;
        }

        if (progress.Begun > progress.Done && --progress.TurnsLeft > 0)
        {
            waits[loop].Wake();
            return;
        }

        if (progress.Begun > progress.Done)
        {
            // The first loop, which accepts, has asked: wake it.
            Volatile.Write(ref progress.Done, progress.Begun);
            waits[0].Wake();
        }

        if (progress.Begun < asked)
        {
            // Woken, so that its next wait does not block and asks the system for everything that is ready.
            progress.Begun = asked;
            progress.TurnsLeft = TurnsALook;
            waits[loop].Wake();
        }
    }

    private sealed class Progress
    {
        /// <summary>The look that is under way; the loop's own.</summary>
        public int Begun;

        /// <summary>How many of its turns are still to come; the loop's own.</summary>
        public int TurnsLeft;

        /// <summary>The last look that is over.</summary>
        public int Done;
    }
}
