using System.CommandLine;
using Pollecho.Commands;

namespace Pollecho.Tests.Commands;

public class HelpPageTests
{
    private static readonly RootCommand Root = CommandLine.Create();

    /// <summary>The commands that users see, by name.</summary>
    public static TheoryData<string> Commands => [.. Root.Subcommands.Where(command => !command.Hidden).Select(command => command.Name)];

    /// <summary>The same, each at the widths of two terminals.</summary>
    public static MatrixTheoryData<string, int> CommandsAndWidths => new([.. Commands.Select(row => row.Data)], [59, 79]);

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_option_is_shown_once_with_its_names_and_description(string name)
    {
        Command command = Find(name);
        string[] lines = Lines(command, width: null);

        Assert.All(command.Options.Where(option => !option.Hidden), option =>
        {
            string line = Assert.Single(lines, line => line.StartsWith($"  {string.Join(", ", OptionText.Names(option))} ", StringComparison.Ordinal));
            Assert.Contains(option.Description!.Split('\n')[0], line, StringComparison.Ordinal);
        });
        Assert.Contains(lines, line => line.StartsWith("  -h, -?, --help", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("client")]
    [InlineData("server")]
    [InlineData("compare")]
    [InlineData("timeline")]
    public void Every_option_of_a_command_with_groups_is_in_one(string name)
    {
        (string? heading, IEnumerable<Option> options) = DocumentedCommand.GroupsOf(Find(name)).Last();

        Assert.Null(heading);
        Assert.Empty(options);
    }

    [Fact]
    public void What_may_be_given_several_times_has_dots()
    {
        Assert.Contains("Usage: pollecho client [HOST[:PORT]]... [options]", Lines(Find("client"), width: null));
        Assert.Contains("Usage: pollecho diff BASE NEW [options]", Lines(Find("diff"), width: null));
    }

    [Fact]
    public void Groups_have_their_options_and_follow_the_examples()
    {
        string page = string.Join('\n', Lines(Find("client"), width: null));

        string load = page.Split("\nLoad:\n")[1].Split("\n\n")[0];
        Assert.Contains("--rate <N>", load, StringComparison.Ordinal);
        Assert.DoesNotContain("--size", load, StringComparison.Ordinal);
        Assert.InRange(page.IndexOf("\nExamples:\n", StringComparison.Ordinal), 1, page.IndexOf("\nLoad:\n", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(CommandsAndWidths))]
    public void No_line_is_wider_than_the_terminal_but_a_word(string name, int width) =>
        Assert.All(
            Lines(Find(name), width).Where(line => !line.StartsWith("  pollecho ", StringComparison.Ordinal)),
            line => Assert.True(line.Length <= width || !line.Trim().Contains(' ', StringComparison.Ordinal), line));

    [Fact]
    public void Every_example_is_a_command_line_that_is_understood()
    {
        (string Line, string Purpose)[] examples = [.. Root.Subcommands.OfType<DocumentedCommand>().SelectMany(command => command.Examples)];

        Assert.NotEmpty(examples);
        Assert.All(examples, example => Assert.Empty(CommandLine.Parse(Root, example.Line.Replace("'", "", StringComparison.Ordinal).Split(' ')[1..]).Errors));
        Assert.All(Root.Subcommands.OfType<DocumentedCommand>(), command => Assert.InRange(command.Examples.Length, 3, 3));
    }

    [Fact]
    public void The_help_of_all_has_every_command_with_the_first_line_of_its_description()
    {
        string[] lines = Lines(Root, width: null);

        Assert.All(Root.Subcommands.Where(command => !command.Hidden), command =>
            Assert.Single(lines, line => line.StartsWith($"  {command.Name} ", StringComparison.Ordinal) && line.EndsWith($"  {command.Description!.Split('\n')[0]}", StringComparison.Ordinal)));
        Assert.All(Root.Subcommands.Where(command => command.Hidden), command => Assert.DoesNotContain(lines, line => line.StartsWith($"  {command.Name}", StringComparison.Ordinal)));
    }

    private static Command Find(string name) => Root.Subcommands.Single(command => command.Name == name);

    private static string[] Lines(Command command, int? width)
    {
        using var output = new StringWriter { NewLine = "\n" };
        new HelpPage(output, width).Write(command);
        return output.ToString().Split('\n');
    }
}
