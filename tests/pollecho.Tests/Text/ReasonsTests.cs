using Pollecho.Text;

namespace Pollecho.Tests.Text;

public class ReasonsTests
{
    [Fact]
    public void Three_are_named_and_the_others_counted()
    {
        Assert.Equal("a; b; c", Reasons.Some(["a", "b", "c"]));
        Assert.Equal("a; b; c; and 2 more", Reasons.Some(["a", "b", "c", "d", "e"]));
        Assert.Equal("a; b; c; and 1 difference more", Reasons.Some(["a", "b", "c", "d"], "difference"));
    }
}
