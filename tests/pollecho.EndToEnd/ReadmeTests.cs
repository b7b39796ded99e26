using System.Text.RegularExpressions;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>
/// Every pollecho command in a <c>console</c> block of README.md is run, against a free port and for a fraction of the time,
/// and what it prints must have the shape of what is shown: the same lines in the same order, figures aside. Of commands of
/// other programs it is seen that what they name is there.
/// </summary>
public sealed class ReadmeTests
{
    /// <summary>The line of the README and the command shown there.</summary>
    public static TheoryData<int, string> Commands
    {
        get
        {
            TheoryData<int, string> commands = [];
            foreach (ReadmeCommand command in ReadmeCommand.All())
            {
                commands.Add(command.Line, command.Text);
            }

            return commands;
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_command_of_the_README_does_what_is_shown(int line, string text)
    {
        string[] shown = ReadmeCommand.All().First(command => command.Line == line).Output;
        if (!text.StartsWith("pollecho ", StringComparison.Ordinal))
        {
            SeeThatItExists(text);
        }
        else if (text.StartsWith("pollecho server", StringComparison.Ordinal))
        {
            RunServer(text, shown);
        }
        else
        {
            RunToTheEnd(text, shown);
        }
    }

    [Fact]
    public void The_README_shows_each_of_the_three_verbs()
    {
        // Or else the blocks are not found any more, and nothing is tested.
        string[] texts = [.. ReadmeCommand.All().Select(command => command.Text)];

        Assert.All(["pollecho server", "pollecho client", "pollecho compare"], verb => Assert.Contains(texts, text => text.StartsWith(verb, StringComparison.Ordinal)));
    }

    private static void RunServer(string text, string[] shown)
    {
        bool trace = text.Contains("--trace", StringComparison.Ordinal);
        using Pollecho server = Pollecho.Start(ReadmeCommand.Arguments(text, port: 0));
        Match listening = server.WaitForLine(@" listening on \S+?:(\d+)");
        if (trace)
        {
            using Pollecho client = Pollecho.RunClient(int.Parse(listening.Groups[1].ValueSpan), "--count", "2");
            server.WaitForLine("^close #1$");
        }

        server.Terminate();
        server.WaitForExit();

        Assert.True(server.ExitCode == 0 && server.Errors.Text.Length == 0, $"It ended with {server.ExitCode}. {server}");
        if (trace)
        {
            OutputShape.AssertSameTrace(shown, server.Output.Lines);
        }
        else
        {
            // The totals follow, which a running server has not printed yet.
            OutputShape.AssertSame(shown, server.Output.Lines.Take(shown.Length));
        }
    }

    private static void RunToTheEnd(string text, string[] shown)
    {
        if (text.StartsWith("pollecho compare", StringComparison.Ordinal))
        {
            Assert.SkipUnless(OperatingSystem.IsLinux(), "The README shows it on Linux, with epoll.");
            PollechoBinary.SkipUnlessItStartsItself();
        }

        using PollechoServer server = PollechoServer.Start();
        using Pollecho run = Pollecho.Run(ReadmeCommand.Arguments(text, server.Port));

        // Whether a threshold is crossed is up to the machine.
        bool threshold = run.ExitCode == 3 && text.Contains("--fail-if", StringComparison.Ordinal);
        Assert.True(run.ExitCode == 0 || threshold, $"It ended with {run.ExitCode}. {run}");
        if (shown.Length > 0)
        {
            OutputShape.AssertSame(shown, run.Output.Lines);
        }
    }

    /// <summary>What is not pollecho is not run: its verb, or pollecho's options in it, must be there.</summary>
    private static void SeeThatItExists(string text)
    {
        Match build = Regex.Match(text, @"^\./build\.sh (\w+)");
        Match inner = Regex.Match(text, @"pollecho (server|client|compare) ([^']*)");
        if (build.Success)
        {
            Assert.Matches($@"(?m)^  {build.Groups[1]}\) ", File.ReadAllText(Path.Combine(ReadmeCommand.Root, "build.sh")));
        }
        else if (inner.Success)
        {
            using Pollecho help = Pollecho.Run(inner.Groups[1].Value, "--help");
            Assert.All(Regex.Matches(inner.Groups[2].Value, @"--[\w-]+"), option => Assert.Contains(option.Value, help.Output.Text));
        }
        else
        {
            Assert.Skip($"`{text}` needs other programs, or a network: it is not run here.");
        }
    }
}
