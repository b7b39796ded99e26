namespace Pollecho.EndToEnd;

/// <summary>How long the tests wait for something that is to happen. What goes well takes a fraction of it.</summary>
internal static class Patience
{
    /// <summary>The bound of every wait: far beyond what a busy machine needs, short enough for a run that hangs.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>The same in milliseconds, as sockets take it.</summary>
    public static int Milliseconds => (int)Limit.TotalMilliseconds;
}
