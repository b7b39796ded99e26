using System.Diagnostics;
using Pollecho.Measurement;

namespace Pollecho.Tests.Measurement;

/// <summary>The processor time of a process, against what the system says of this one.</summary>
public class ProcessCpuTests
{
    [Fact]
    public void Is_between_what_the_system_says_before_and_after()
    {
        using var own = Process.GetCurrentProcess();

        // Other tests run meanwhile: what is read last is the highest. A microsecond is what the framework's figure leaves out.
        for (int i = 0; i < 100; i++)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            TimeSpan seen = ProcessCpu.Of(own);
            TimeSpan after = Environment.CpuUsage.TotalTime;

            Assert.InRange(seen, before - ProcessCpu.Step - TimeSpan.FromMilliseconds(1), after + ProcessCpu.Step + TimeSpan.FromMilliseconds(1));
        }
    }

    [Fact]
    public void Of_a_process_that_is_gone_there_is_none()
    {
        using Process ended = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, "--help") { RedirectStandardOutput = true })!;
        ended.StandardOutput.ReadToEnd();
        ended.WaitForExit();

        Assert.SkipUnless(OperatingSystem.IsLinux(), "Windows keeps the figure of an ended process.");
        Assert.Throws<InvalidOperationException>(() => ProcessCpu.Of(ended));
    }

    [Fact]
    public void The_step_is_that_of_the_kernels_tick()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere it is no figure of the system's.");

        // CONFIG_HZ is 100, 250, 300 or 1000.
        Assert.Contains(ProcessCpu.Step.TotalMilliseconds, new[] { 1, 10 / 3.0, 4, 10 }.Select(step => Math.Round(step, 4)));
    }
}
