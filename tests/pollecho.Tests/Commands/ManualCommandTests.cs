using System.CommandLine;
using Pollecho.Client;
using Pollecho.Commands;
using Pollecho.Server;
using Pollecho.Sweep;

namespace Pollecho.Tests.Commands;

public class ManualCommandTests
{
    private static readonly RootCommand Root = CommandLine.Create();
    private static readonly string Page = ManualCommand.Page(Root);

    [Fact]
    public void The_page_has_every_command_with_every_option_and_argument()
    {
        foreach (Command command in Root.Subcommands.Where(command => !command.Hidden))
        {
            string section = Page.Split(".SH ").Single(section => section.StartsWith($"COMMAND {command.Name.ToUpperInvariant()}\n", StringComparison.Ordinal));
            Assert.All(command.Options, option => Assert.Contains($"\\fB{option.Name.Replace("-", "\\-", StringComparison.Ordinal)}\\fR", section, StringComparison.Ordinal));
            Assert.All(command.Arguments, argument => Assert.Contains($"\\fI{argument.Name}\\fR", section, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Options_are_in_their_groups()
    {
        string load = Page.Split(".SH COMMAND CLIENT\n")[1].Split(".SS Load\n")[1].Split(".SS ")[0];

        Assert.Contains("\\fB\\-\\-rate\\fR", load, StringComparison.Ordinal);
        Assert.DoesNotContain("\\fB\\-\\-size\\fR", load, StringComparison.Ordinal);
    }

    [Fact]
    public void Hidden_commands_are_left_out() =>
        Assert.All(Root.Subcommands.Where(command => command.Hidden), command =>
            Assert.DoesNotContain($"COMMAND {command.Name.ToUpperInvariant()}\n", Page, StringComparison.Ordinal));

    [Theory]
    [InlineData(2, KneeSearch.Confirmations, "and was twice more")] // SweepWords.Verdict has the same word.
    [InlineData(2, KneeSearch.TriesNotKept, "What was not kept by a little is\nmeasured once more")]
    [InlineData(4, ServerLimits.UnsentFraction, "A quarter of what the process may have")]
    [InlineData(16, ConnectionTimeouts.LateFraction, "up to a sixteenth late")]
    [InlineData(4, ConnectionTimeouts.LateFractionSending, "up to a quarter late")]
    public void A_number_that_is_a_word_is_that_of_the_code(int word, int code, string text)
    {
        Assert.Equal(word, code);
        Assert.Contains(text, Page, StringComparison.Ordinal);
    }

    [Fact]
    public void Messages_are_waited_for_at_a_stop_as_long_as_the_page_says()
    {
        Assert.Equal(TimeSpan.FromSeconds(1), RunEnd.StopPatience);
        Assert.Contains("are waited for a second at most", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void No_line_is_taken_for_a_request_that_is_none()
    {
        string[] requests = [".TH", ".SH", ".SS", ".TP", ".PP", ".br", ".B", ".nf", ".fi"];

        Assert.All(
            Page.Split('\n').Where(line => line.StartsWith('.') || line.StartsWith('\'')),
            line => Assert.Contains(line.Split(' ')[0], requests));
    }

    [Fact]
    public void Commands_that_one_copies_keep_their_lines() =>
        Assert.Contains(".nf\n  for i in 1 2 3 4 5; do\n    pollecho client old:8083 \\-c 50", Page, StringComparison.Ordinal);
}
