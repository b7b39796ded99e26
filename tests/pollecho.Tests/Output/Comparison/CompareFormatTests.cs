using Pollecho.Compare;
using Pollecho.Output.Comparison;

namespace Pollecho.Tests.Output.Comparison;

/// <summary>What the status line shows of a comparison under way.</summary>
public class CompareFormatTests
{
    [Fact]
    public void The_status_line_says_what_the_regime_is_in_a_field_that_can_be_left_out()
    {
        string line = CompareFormat.Progress(new CompareStep(1, 8, "spin", Regime.Sparse, TimeSpan.FromSeconds(59.2)), new ComparePlan());

        Assert.Equal(["run 1 of 8, spin, sparse: 60 s left", "sparse is 4 connections, 400 requests/s"], line.Split("  "));
    }
}
