using System.CommandLine;
using Pollecho.Commands;

namespace Pollecho.Tests.Commands;

public class CompleteCommandTests
{
    [Fact]
    public void Commands_are_offered_and_hidden_ones_are_not() =>
        Assert.Equal(["--help", "--version", "client", "compare", "completion", "diff", "merge", "server", "sweep", "timeline"], Names(""));

    [Theory]
    [InlineData("se", "server")]
    [InlineData("comp", "compare", "completion")]
    [InlineData("server --re", "--reply")]
    [InlineData("server --reply ", "echo", "upper")]
    [InlineData("server --reply=u", "--reply=upper")]
    [InlineData("server --wait s", "select", "sleep", "spin")]
    [InlineData("client 127.0.0.1 --expect ", "any", "echo", "upper")]
    [InlineData("client -p 80 --js", "--json")]
    [InlineData("completion p", "powershell")]
    [InlineData("compare --reference b", "blocking")]
    [InlineData("client --hdr ")]
    [InlineData("client --json --json")]
    [InlineData("client --fail-if p99>1ms --fail", "--fail-if")]
    public void A_word_is_answered_by_what_may_stand_in_its_place(string line, params string[] answers) =>
        Assert.Equal(answers, Names(line));

    [Theory]
    [InlineData("server")]
    [InlineData("client")]
    [InlineData("compare")]
    public void Two_dashes_are_answered_by_every_option(string name)
    {
        Command command = CommandLine.Create().Subcommands.Single(command => command.Name == name);
        string[] options = [.. command.Options.Select(option => option.Name), "--help"];

        Assert.Equal(options.Order(StringComparer.OrdinalIgnoreCase), Names($"{name} --"));
    }

    [Fact]
    public void An_answer_has_its_description_on_the_same_line() =>
        Assert.Equal(["--wait\tHow the loop waits [default: adaptive]"], Answers("server --wait", at: 1));

    [Fact]
    public void Words_behind_the_place_are_left_alone() => Assert.Equal(["--reply"], Answers("server --re --json", at: 1).Select(Name));

    [Fact]
    public void A_word_with_an_at_sign_is_not_replaced_by_what_is_in_a_file()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "text --json");

            Assert.Equal(["--json"], Names($"client -m @{file} --js"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static IEnumerable<string> Names(string line) => Answers(line, line.Split(' ').Length - 1).Select(Name);

    private static string Name(string answer) => answer.Split('\t')[0];

    private static IEnumerable<string> Answers(string line, int at) => CompleteCommand.Answers(CommandLine.Create(), line.Split(' '), at);
}
