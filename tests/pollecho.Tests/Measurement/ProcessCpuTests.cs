using System.Diagnostics;
using Pollecho.Measurement;

namespace Pollecho.Tests.Measurement;

public class ProcessCpuTests
{
    /// <summary>By how much two accounts of the same time may differ: a tick of a clock, on each side.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(40);

    [Fact]
    public void What_a_process_has_used_is_as_the_framework_tells_of_this_one()
    {
        using Process self = Process.GetCurrentProcess();
        TimeSpan first = Environment.CpuUsage.TotalTime;
        TimeSpan start = ProcessCpu.Of(self);
        while (Environment.CpuUsage.TotalTime - first < TimeSpan.FromMilliseconds(200))
        {
        }

        TimeSpan least = Environment.CpuUsage.TotalTime - first;
        TimeSpan used = ProcessCpu.Of(self) - start;
        TimeSpan most = Environment.CpuUsage.TotalTime - first;
        Assert.InRange(used, least - (most - least) - Slack, most + Slack);
        Assert.InRange(start, first - Slack, first + Slack + most);
    }
}
