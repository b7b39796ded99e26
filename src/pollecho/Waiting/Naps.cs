using System.Diagnostics;

namespace Pollecho.Waiting;

/// <summary>How long a strategy's naps lasted, as measured.</summary>
/// <param name="Count">How many there were, without those cut short by <see cref="IWaitStrategy.Wake"/>.</param>
/// <param name="Ticks">How long they lasted together, in <see cref="Stopwatch"/>'s ticks.</param>
internal readonly record struct Naps(long Count, long Ticks)
{
    /// <summary>How long one lasted on average; zero before the first.</summary>
    public TimeSpan Mean => Stopwatch.GetElapsedTime(0, Count == 0 ? 0 : Ticks / Count);

    /// <summary>Both together.</summary>
    public static Naps operator +(Naps one, Naps other) => new(one.Count + other.Count, one.Ticks + other.Ticks);
}
