using System.Text.RegularExpressions;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>The list of the ways of waiting that these tests go through, against the binary's.</summary>
public sealed class StrategiesTests
{
    [Fact]
    public void Every_way_of_waiting_of_this_system_is_tested()
    {
        using Pollecho help = Pollecho.Run("compare", "--help");
        string names = Regex.Match(help.Output.Text, @"--strategies <LIST>.*: (.*?) \[default").Groups[1].Value;

        // The models are no ways for a loop to wait.
        IEnumerable<string> ways = names.Split(", ").Select(form => form.Split('[')[0]).Except(["blocking", "async", "io_uring"]);

        Assert.Contains("spin", ways);
        Assert.Empty(ways.Except(Strategies.All.Select(row => row.Data)));
    }
}
