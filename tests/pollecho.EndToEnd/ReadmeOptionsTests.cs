using System.Text.RegularExpressions;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>The options and ways of waiting that the guides name, against the binary's help.</summary>
public sealed class ReadmeOptionsTests
{
    [Theory]
    [MemberData(nameof(ReadmeTests.Guides), MemberType = typeof(ReadmeTests))]
    public void Every_option_that_a_guide_names_exists(string file)
    {
        string help = Help("server") + Help("client") + Help("compare") + Help("sweep") + Help("timeline") + Help("merge") + Help("diff");
        HashSet<string> known = [.. Regex.Matches(help, @"(?m)^  (?:(-\S), )?(--[\w-]+)").SelectMany(match => new[] { match.Groups[1].Value, match.Groups[2].Value })];

        // In a span of its own, as `--rate` or `-w 1s`: spans that begin with a command are run, or are of other programs.
        string[] named = [.. Regex.Matches(ReadmeCommand.TextOf(file), @"`(--?[a-zA-Z][\w-]*)[^`]*`").Select(span => span.Groups[1].Value)];

        Assert.NotEmpty(named);
        Assert.Empty(named.Except(known));
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("README.zh-CN.md")]
    public void A_README_has_a_row_for_every_way_of_waiting_and_for_no_other(string file)
    {
        string loops = Regex.Match(Help("server"), @"(?s)--wait <STRATEGY>.*?(?=\n  -)").Value;
        string all = Regex.Match(Help("compare"), @"--strategies <LIST>.*: (.*?) \[default").Groups[1].Value;
        string table = Regex.Match(ReadmeCommand.TextOf(file), @"(?s)\| `--wait` \|.*?\n\r?\n").Value;

        IEnumerable<string> shown = Regex.Matches(table, @"(?m)^\| `([^`]+)` \| [^|]").Select(row => row.Groups[1].Value).Skip(1);
        IEnumerable<string> helped = Regex.Matches(loops, @"(?m)^ {6,}([^\s:]+(?:\[:DURATION\])?): ").Select(line => line.Groups[1].Value);

        // Help names the models of this system; the README those of all.
        Assert.Equal(helped.Union(all.Split(", ")).Union(["io_uring"]).Order(), shown.Order());
    }

    private static string Help(string command)
    {
        using Pollecho help = Pollecho.Run(command, "--help");
        return help.Output.Text;
    }
}
