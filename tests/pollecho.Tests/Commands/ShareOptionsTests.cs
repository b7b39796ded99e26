using System.CommandLine;
using Pollecho.Client;
using Pollecho.Commands;

namespace Pollecho.Tests.Commands;

/// <summary>The options of a client that is one of several.</summary>
public class ShareOptionsTests
{
    [Fact]
    public void A_share_is_of_the_whole_load()
    {
        RunOptions options = Bind("--share 2/3 -c 10 -q 100 -n 50 --threads 8");

        Assert.Equal((new RunShare(2, 3), 10, 100, 50L), (options.Share, options.Connections, (int)options.Rate!.Value, options.Count!.Value));
        Assert.Equal((3, 3), (options.Own.Connections, options.Threads));
        Assert.Equal(RunShare.Whole, Bind("-c 2").Share);
    }

    [Theory]
    [InlineData("--share 0/3 -c 2", "divides 2 connections among 3 clients", "--connections 3")]
    [InlineData("--share 0/3 -c 3 -n 2", "divides 2 messages among 3 clients", "send more")]
    [InlineData("--share 1/3 -c 3 -q 1 -d 2s", "divides 2 messages among 3 clients", "send more")]
    [InlineData("--share 0/3 -c 4 -q 1 -d 3s -w 3s", "divides 3 messages among 3 clients", "send more")]
    [InlineData("--cooldown 1s -n 10", "--cooldown", "--duration without --count")]
    [InlineData("--cooldown 1s -d 1s -n 10", "--cooldown", "--duration without --count")]
    [InlineData("--cooldown 1s -q 10", "--cooldown", "a --rate with either")]
    [InlineData("--start-at 2026-01-31T12:00:00Z", "2026-01-31T12:00:00.000000Z has passed", "it is 2")]
    [InlineData("--start-at @1", "1970-01-01T00:00:01.000000Z has passed", "it is 2")]
    public void What_cannot_be_is_refused_with_what_to_do(string line, string what, string advice)
    {
        CommandException refused = Assert.Throws<CommandException>(() => Bind(line));

        Assert.Equal(ExitCode.Usage, refused.ExitCode);
        Assert.Contains(what, refused.Message, StringComparison.Ordinal);
        Assert.Contains(advice, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--share 0/3 -c 3 -n 3")]
    [InlineData("--share 2/3 -c 3 -q 1 -d 3s")]
    [InlineData("--share 2/3 -c 3")]
    [InlineData("--share 2/3 -c 3 -q 1")]
    [InlineData("--cooldown 1s -d 1s")]
    [InlineData("--cooldown 1s -q 10 -n 10")]
    [InlineData("--cooldown 0 -n 10")]
    [InlineData("--start-at 2999-01-31T12:00:00+02:00")]
    public void What_can_be_is_taken(string line) => Assert.NotNull(Bind(line));

    [Theory]
    [InlineData("--share 3/3", "3/3 is beyond the last client's, as they count from 0")]
    [InlineData("--share 0/0", "beyond")]
    [InlineData("--share 1/70000", "over 65536 clients")]
    [InlineData("--share 1", "takes a client's number")]
    [InlineData("--share -1/3", "takes a client's number")]
    [InlineData("--share 1/3/5", "takes a client's number")]
    [InlineData("--share 1/99999999999999", "takes a client's number")]
    [InlineData("--start-at 2999-01-31T12:00:00", "has no zone")]
    [InlineData("--start-at 2999-01-31T12:00", "has no zone")]
    [InlineData("--start-at 2999-02-31T12:00:00Z", "takes a time such as")]
    [InlineData("--start-at @1e9", "takes a time such as")]
    [InlineData("--start-at @99999999999999", "takes a time such as")]
    [InlineData("--start-at noon", "takes a time such as")]
    public void What_is_malformed_is_refused_with_what_it_takes(string line, string error) =>
        Assert.Contains(error, Assert.Single(Parse(line).Errors).Message, StringComparison.Ordinal);

    [Fact]
    public void What_would_fit_is_that_of_all_clients() => Assert.Equal(
        "991 connections are too many: a process may have 1024 files open here; --connections 2970 would fit",
        Assert.Throws<CommandException>(() => ClientOptions.CheckRoom(991, 1, Tests.Waiting.Ways.Of("select"), 1024, clients: 3)).Message);

    private static ParseResult Parse(string line) => Parse(line, new ClientOptions());

    private static ParseResult Parse(string line, ClientOptions options)
    {
        var command = new DocumentedCommand("client", "");
        options.AddTo(command);

        // As the program does: an @ is no file.
        return command.Parse(line, new ParserConfiguration { ResponseFileTokenReplacer = null });
    }

    private static RunOptions Bind(string line)
    {
        var options = new ClientOptions();
        ParseResult result = Parse(line, options);
        Assert.True(options.IsLoad(result));
        return options.Bind(result);
    }
}
