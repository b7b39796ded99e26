using Pollecho.Results;

namespace Pollecho.Tests.Results;

public class FaultsTests
{
    [Fact]
    public void Kinds_that_there_were_none_of_are_left_out_of_the_words()
    {
        var faults = new Faults { Lost = 1_200, TimedOut = -1 };

        Assert.Equal("-1 timed out, 1,200 lost, 3 never sent", faults.OnOneLine(new FaultCount("skipped", 0), new FaultCount("never sent", 3)));
        Assert.Equal("", new Faults().OnOneLine());
    }
}
