namespace Pollecho.Server;

/// <summary>Says that the loops turn, as long as every one of them does. May be used from any thread.</summary>
/// <param name="loops">How many there are, from 1.</param>
/// <param name="timeout">How long whoever watches them waits for that.</param>
/// <param name="say">Says it; must not wait.</param>
internal sealed class Watchdog(int loops, TimeSpan timeout, Action say)
{
    private readonly HashSet<int> _turned = new(loops);
    private int _running = loops;

    /// <summary>How often each loop is to report: a quarter of the time, so that in half of it all have, even where one message is lost.</summary>
    public TimeSpan Every { get; } = timeout / 4;

    /// <summary>A loop has made a turn. Called in that turn.</summary>
    /// <param name="loop">Its number, from 0.</param>
    public void Turned(int loop)
    {
        lock (_turned)
        {
            if (_turned.Add(loop))
            {
                SayIfAllHave();
            }
        }
    }

    /// <summary>A loop has ended, as each does in its own time when the server stops: the others are not to wait for it.</summary>
    /// <param name="loop">Its number, from 0.</param>
    public void Ended(int loop)
    {
        lock (_turned)
        {
            _turned.Remove(loop);
            _running--;
            SayIfAllHave();
        }
    }

    private void SayIfAllHave()
    {
        if (_running > 0 && _turned.Count == _running)
        {
            _turned.Clear();
            say();
        }
    }
}
