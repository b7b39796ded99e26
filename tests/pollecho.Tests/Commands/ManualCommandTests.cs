using System.CommandLine;
using Pollecho.Commands;

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

    [Fact]
    public void No_line_is_taken_for_a_request_that_is_none()
    {
        string[] requests = [".TH", ".SH", ".SS", ".TP", ".PP", ".br", ".B"];

        Assert.All(
            Page.Split('\n').Where(line => line.StartsWith('.') || line.StartsWith('\'')),
            line => Assert.Contains(line.Split(' ')[0], requests));
    }
}
