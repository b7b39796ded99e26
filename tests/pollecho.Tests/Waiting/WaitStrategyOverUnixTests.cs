namespace Pollecho.Tests.Waiting;

// The contract over unix sockets, which become ready and full by other rules than TCP's.

public sealed class SpinStrategyOverUnixTests : SpinStrategyTests
{
    private protected override TemporarySocket? CreateUnixSocket() => new();
}

public sealed class YieldStrategyOverUnixTests : YieldStrategyTests
{
    private protected override TemporarySocket? CreateUnixSocket() => new();
}

public sealed class SleepStrategyOverUnixTests : SleepStrategyTests
{
    private protected override TemporarySocket? CreateUnixSocket() => new();
}

public sealed class SelectStrategyOverUnixTests : SelectStrategyTests
{
    private protected override TemporarySocket? CreateUnixSocket() => new();
}

public sealed class EpollStrategyOverUnixTests : EpollStrategyTests
{
    private protected override TemporarySocket? CreateUnixSocket() => new();
}

public sealed class KqueueStrategyOverUnixTests : KqueueStrategyTests
{
    private protected override TemporarySocket? CreateUnixSocket() => new();
}

public sealed class AfdStrategyOverUnixTests : AfdStrategyTests
{
    private protected override TemporarySocket? CreateUnixSocket() => new();
}

public sealed class AdaptiveStrategyOverUnixTests : AdaptiveStrategyTests
{
    private protected override TemporarySocket? CreateUnixSocket() => new();
}

public sealed class AdaptiveOnEpollStrategyOverUnixTests : AdaptiveOnEpollStrategyTests
{
    private protected override TemporarySocket? CreateUnixSocket() => new();
}

public sealed class AdaptiveOnKqueueStrategyOverUnixTests : AdaptiveOnKqueueStrategyTests
{
    private protected override TemporarySocket? CreateUnixSocket() => new();
}

public sealed class AdaptiveOnAfdStrategyOverUnixTests : AdaptiveOnAfdStrategyTests
{
    private protected override TemporarySocket? CreateUnixSocket() => new();
}
