using Pollecho.Waiting;

namespace Pollecho.Tests.Waiting;

/// <summary>Ways of waiting for tests: by name, or a strategy of their own.</summary>
internal static class Ways
{
    /// <summary>The one of that name, with its usual duration.</summary>
    public static WaitSpec Of(string name) => new(WaitStrategies.Find(name)!);

    /// <summary>One that creates what a test gives it.</summary>
    public static WaitSpec Of(Func<IWaitStrategy> create) => new(new WaitKind("test", "", _ => create()));
}
