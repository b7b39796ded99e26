using System.CommandLine;
using Pollecho.Commands;

namespace Pollecho.Tests.Commands;

public class UnknownWordTests
{
    private static readonly RootCommand Root = CommandLine.Create();

    [Theory]
    [InlineData("client --cuont", "--count")]
    [InlineData("client --cuont=5", "--count")]
    [InlineData("client --cout", "--count")]
    [InlineData("client --countt", "--count")]
    [InlineData("client --coumt", "--count")]
    [InlineData("client --COUNT", "--count")]
    [InlineData("client --conn", "--connections")]
    [InlineData("client --hlep", "--help")]
    [InlineData("client --conect-timeuot", "--connect-timeout")]
    [InlineData("cleint", "client")]
    [InlineData("--server", "server")]
    [InlineData("help", "--help")]
    [InlineData("comparr", "compare")]
    [InlineData("client --c", null)]
    [InlineData("client --cuunt-to", null)]
    [InlineData("client --colour", null)]
    [InlineData("compare-serve", null)]
    [InlineData("server count", null)]
    [InlineData("play", null)]
    public void The_nearest_name_is_suggested_if_it_is_near(string line, string? nearest)
    {
        Command command = line.Split(' ') is [string name, _] ? Root.Subcommands.Single(one => one.Name == name) : Root;

        Assert.Equal(nearest, UnknownWord.Nearest(line.Split(' ')[^1], command));
    }

    [Theory]
    [InlineData("client --cuont 5", "--cuont")]
    [InlineData("client host --cuont", "--cuont")]
    [InlineData("server --cuont", "--cuont")]
    [InlineData("cleint --count 5", "cleint")]
    [InlineData("client --count x", null)]
    [InlineData("client a..b", null)]
    public void The_unknown_word_is_found(string line, string? word)
    {
        ParseResult result = CommandLine.Parse(Root, line.Split(' '));

        Assert.Equal(word, UnknownWord.In(result, result.Errors.FirstOrDefault(error => error.SymbolResult is System.CommandLine.Parsing.OptionResult or System.CommandLine.Parsing.ArgumentResult)?.SymbolResult));
    }
}
