using Pollecho.Commands;
using Pollecho.Compare;
using Pollecho.Waiting;

namespace Pollecho.Tests.Commands;

public class WaitParserTests
{
    [Theory]
    [InlineData("spin", "spin", null)]
    [InlineData("sleep", "sleep", null)]
    [InlineData("sleep:5ms", "sleep", 5)]
    [InlineData("adaptive:1ms", "adaptive", 1)]
    public void A_way_of_waiting_is_read_with_its_duration(string text, string name, int? milliseconds)
    {
        Assert.True(WaitParser.TryParse(text, out WaitSpec? spec));
        Assert.Equal(name, spec.Kind.Name);
        Assert.Equal(milliseconds, spec.Given?.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Spin")]
    [InlineData("kqueue2")]
    [InlineData("spin:5ms")]
    [InlineData("sleep:")]
    [InlineData("sleep:0s")]
    [InlineData("sleep:5ms:5ms")]
    public void A_malformed_one_is_refused(string text) => Assert.False(WaitParser.TryParse(text, out _));

    [Theory]
    [InlineData("spin", "spin")]
    [InlineData("sleep:5ms", "sleep")]
    [InlineData("blocking", "blocking")]
    public void A_contender_is_read(string text, string kind)
    {
        Contender contender = ContenderParser.Parse(text);

        Assert.Equal((text, kind), (contender.Name, contender.Kind));
    }

    [Fact]
    public void One_that_another_system_has_is_refused_by_naming_that()
    {
        foreach (WaitKind kind in WaitStrategies.All.Where(kind => !kind.IsAvailable))
        {
            CommandException error = Assert.Throws<CommandException>(() => ContenderParser.Parse(kind.Name));

            Assert.StartsWith($"the strategy '{kind.Name}' is on {kind.OnlyOn} only; take some of adaptive", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("kqueue2:5ms", "the strategy 'kqueue2' is not known; take some of adaptive[:DURATION], spin")]
    [InlineData("blocking:5ms", "the strategy 'blocking:5ms' is malformed; take some of adaptive[:DURATION], spin")]
    [InlineData("sleep:x", "the strategy 'sleep:x' is malformed; take some of adaptive[:DURATION], spin")]
    public void A_malformed_contender_is_reported_with_what_may_be_named(string text, string message)
    {
        CommandException error = Assert.Throws<CommandException>(() => ContenderParser.Parse(text));

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }
}
