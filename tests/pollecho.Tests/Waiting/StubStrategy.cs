using Pollecho.Waiting;

namespace Pollecho.Tests.Waiting;

/// <summary>A strategy that watches nothing and finds no socket ready; a test says what its wait does.</summary>
/// <param name="waits">Called with the deadline by each wait.</param>
/// <param name="accept">Whether each wait says that a connection may be waiting.</param>
internal sealed class StubStrategy(Action<long> waits, bool accept = false) : IWaitStrategy
{
    public void Watch(Pollable pollable, Interest interest)
    {
    }

    public void Unwatch(Pollable pollable)
    {
    }

    public Ready Wait(int work, long deadline)
    {
        waits(deadline);
        return new Ready(accept, default, default);
    }

    public void Wake()
    {
    }

    public void Dispose()
    {
    }
}
