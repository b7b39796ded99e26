using Pollecho.Waiting;

namespace Pollecho.Tests.Waiting;

/// <summary>The contract over unix sockets, which become ready and full by other rules than TCP's.</summary>
public abstract class WaitStrategyOverUnixContract : WaitStrategyContract
{
    private protected override TemporarySocket? CreateUnixSocket() => new();
}

public sealed class SpinStrategyOverUnixTests : WaitStrategyOverUnixContract
{
    protected override bool AsksTheSystem => false;

    protected override string WhyItDoesNotScale => "it tries every socket, ready or not";

    private protected override IWaitStrategy Create() => new SpinStrategy();
}

public sealed class YieldStrategyOverUnixTests : WaitStrategyOverUnixContract
{
    protected override bool AsksTheSystem => false;

    protected override string WhyItDoesNotScale => "it tries every socket, ready or not";

    private protected override IWaitStrategy Create() => new YieldStrategy();
}

public sealed class SleepStrategyOverUnixTests : WaitStrategyOverUnixContract
{
    protected override bool AsksTheSystem => false;

    protected override string WhyItDoesNotScale => "it tries every socket, ready or not";

    private protected override IWaitStrategy Create() => new SleepStrategy(TimeSpan.FromMilliseconds(1));
}

public sealed class SelectStrategyOverUnixTests : WaitStrategyOverUnixContract
{
    protected override bool AsksTheSystem => true;

    protected override string WhyItDoesNotScale => "select is given every socket in each call, and looks at each";

    private protected override IWaitStrategy Create() => new SelectStrategy();
}

public sealed class EpollStrategyOverUnixTests : WaitStrategyOverUnixContract
{
    protected override bool AsksTheSystem => true;

    private protected override IWaitStrategy Create()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "epoll is Linux's");
        return new EpollStrategy();
    }
}

public sealed class KqueueStrategyOverUnixTests : WaitStrategyOverUnixContract
{
    protected override bool AsksTheSystem => true;

    public override void A_closed_socket_that_is_unwatched_late_leaves_the_new_owner_of_its_handle_alone()
    {
        KqueueLibrary.SkipIfClosedSocketsStay();
        base.A_closed_socket_that_is_unwatched_late_leaves_the_new_owner_of_its_handle_alone();
    }

    private protected override IWaitStrategy Create()
    {
        KqueueLibrary.SkipUnlessThere();
        return new KqueueStrategy();
    }
}

public sealed class AfdStrategyOverUnixTests : WaitStrategyOverUnixContract
{
    protected override bool AsksTheSystem => true;

    private protected override IWaitStrategy Create()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "AFD is Windows'");
        return new AfdStrategy();
    }
}

public sealed class AdaptiveStrategyOverUnixTests : WaitStrategyOverUnixContract
{
    protected override bool AsksTheSystem => true;

    protected override string? WhyItDoesNotScale => OperatingSystem.IsLinux() ? null : "it may block in select";

    private protected override IWaitStrategy Create() => Ways.Of("adaptive").Create();
}
