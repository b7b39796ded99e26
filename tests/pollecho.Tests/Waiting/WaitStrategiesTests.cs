using System.Reflection;
using Pollecho.Time;
using Pollecho.Waiting;

namespace Pollecho.Tests.Waiting;

/// <summary>What a new way of waiting has to bring besides its own file and its line in the list.</summary>
public class WaitStrategiesTests
{
    public static TheoryData<string> All => [.. WaitStrategies.All.Select(kind => kind.Name)];

    [Theory, MemberData(nameof(All))]
    public void Each_has_a_class_of_tests_that_holds_it_to_the_contract(string name) =>
        Assert.True(Find($"{name}StrategyTests") is not null, $"There is no class {name}StrategyTests that inherits from {nameof(WaitStrategyContract)}.");

    [Theory, MemberData(nameof(All))]
    public void And_one_over_unix_sockets(string name)
    {
        Type? overUnix = Find($"{name}StrategyOverUnixTests");
        Assert.True(
            overUnix?.BaseType == Find($"{name}StrategyTests") && overUnix?.GetMethod("CreateUnixSocket", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly) is not null,
            $"There is no class {name}StrategyOverUnixTests that inherits from {name}StrategyTests and gives it unix sockets.");
    }

    private static Type? Find(string tests) => typeof(WaitStrategyContract).Assembly.GetTypes()
        .SingleOrDefault(type => type.IsSubclassOf(typeof(WaitStrategyContract)) && type.Name.Equals(tests, StringComparison.OrdinalIgnoreCase));

    [Theory, MemberData(nameof(All))]
    public void What_each_says_of_itself_is_true(string name)
    {
        WaitKind kind = WaitStrategies.Find(name)!;
        Assert.SkipUnless(kind.IsAvailable, $"This system has no {name}.");

        using IWaitStrategy wait = new WaitSpec(kind).Create();
        Ready ready = wait.Wait(work: 1, Deadline.Now);

        // A strategy that asks the system reports nothing where it watches nothing; one that does not has the listener tried.
        Assert.Equal(kind.AsksTheSystem, ready.IsEmpty);
        Assert.Equal(kind.AsksTheSystem, ready is { Asked: true, Call: not null });
        Assert.False(kind is { AsksTheSystem: true, NeverSleeps: true });
        Assert.Equal(kind is { AsksTheSystem: false, NeverSleeps: false }, wait.Naps is not null);
        Assert.True(kind.Capacity > 0);
    }

    [Fact]
    public void Every_readiness_call_may_be_the_one_that_adaptive_blocks_in() =>
        Assert.Equal(
            WaitStrategies.Available.Where(kind => kind is { AsksTheSystem: true, DefaultDuration: null }).Select(kind => kind.Name).Order(),
            WaitStrategies.Readiness.Select(kind => kind.Name).Order());

    [Fact]
    public void Adaptive_does_without_a_call_that_the_system_refuses_and_knows_it()
    {
        WaitKind select = WaitStrategies.Find("select")!;
        var elsewhere = new WaitKind("elsewhere", "", _ => throw new NotSupportedException()) { OnlyOn = "Plan9", Probe = () => throw new NotSupportedException() };
        WaitKind refused = elsewhere with { Name = "refused", OnlyOn = null, Probe = () => false };

        WaitKind adaptive = WaitStrategies.Adaptive(elsewhere, refused, select);
        using IWaitStrategy wait = new WaitSpec(adaptive).Create();

        Assert.Same(refused, adaptive.Lacks);
        Assert.Equal(select.Capacity, adaptive.Capacity);
        Assert.Null(WaitStrategies.Adaptive(elsewhere, select, refused).Lacks);
    }
}
