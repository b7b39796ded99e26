using Pollecho.Compare;
using Pollecho.Compare.Child;
using Pollecho.Timeline;

namespace Pollecho.Tests.Timeline;

public sealed class TimelineRunTests
{
    private const string EndsAtOnce = "/bin/false";

    [Fact]
    public void A_stop_while_the_server_starts_is_no_failure_of_it()
    {
        Assert.SkipUnless(File.Exists(EndsAtOnce), $"there is no {EndsAtOnce}");
        var run = new TimelineRun(new TimelinePlan(), EndsAtOnce);

        Assert.Throws<ServerDiedException>(() => run.Run(Contender.Blocking, CancellationToken.None));
        Assert.Null(run.Run(Contender.Blocking, new CancellationToken(canceled: true)));
    }
}
