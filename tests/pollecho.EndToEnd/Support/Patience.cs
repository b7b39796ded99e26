namespace Pollecho.EndToEnd;

/// <summary>How long the tests wait for something that is to happen. It takes a fraction of that, also on a busy machine.</summary>
internal static class Patience
{
    /// <summary>The bound of every wait. A guard against a hang; nothing is judged by it.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>The same in milliseconds, as sockets take it.</summary>
    public static int Milliseconds => (int)Limit.TotalMilliseconds;
}
