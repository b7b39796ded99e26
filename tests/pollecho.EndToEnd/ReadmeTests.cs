using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>
/// Every pollecho command that the READMEs, LESSONS.md or RESULTS.md show in a <c>console</c> block or a table is run, against
/// a free port and for a fraction of the time, and what it prints must have the shape of what is shown: the same lines in the
/// same order, figures aside. So are the Python programs of the lessons. Other programs are not run; a verb of the build
/// script must exist.
/// </summary>
public sealed class ReadmeTests
{
    /// <summary>The READMEs and the lessons.</summary>
    public static TheoryData<string> Guides => [.. ReadmeCommand.Guides];

    /// <summary>The file, the line, and the command shown there.</summary>
    public static TheoryData<string, int, string> Commands
    {
        get
        {
            TheoryData<string, int, string> commands = [];
            foreach (ReadmeCommand command in ReadmeCommand.All())
            {
                commands.Add(command.File, command.Line, command.Text);
            }

            return commands;
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_command_does_what_is_shown(string file, int line, string text)
    {
        string[] shown = ReadmeCommand.All().First(command => command.File == file && command.Line == line).Output;
        if (text.StartsWith("python3 ", StringComparison.Ordinal))
        {
            RunPython(text.Split(' ')[1..], shown);
        }
        else if (!text.StartsWith("pollecho ", StringComparison.Ordinal))
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

    [Theory]
    [MemberData(nameof(Guides))]
    public void A_guide_shows_each_of_the_three_verbs(string file)
    {
        // Else the commands are no longer found, and nothing is tested.
        ReadmeCommand[] commands = [.. ReadmeCommand.All().Where(command => command.File == file)];

        Assert.Contains(commands, command => command.Output.Length > 0);
        Assert.All(["pollecho server", "pollecho client", "pollecho compare"], verb => Assert.Contains(commands, command => command.Text.StartsWith(verb, StringComparison.Ordinal)));
    }

    [Fact]
    public void The_lessons_in_Chinese_have_the_commands_of_those_in_English()
    {
        IEnumerable<string> english = ReadmeCommand.All().Where(command => command.File == "LESSONS.md").Select(command => command.Text);
        IEnumerable<string> chinese = ReadmeCommand.All().Where(command => command.File == "README.zh-CN.md").Select(command => command.Text);

        Assert.Empty(english.Except(chinese));
    }

    [Fact]
    public void The_README_stays_short() => Assert.InRange(File.ReadAllLines(Path.Combine(ReadmeCommand.Root, "README.md")).Length, 1, 250);

    private static void RunServer(string text, string[] shown)
    {
        Assert.SkipWhen(text.Contains("epoll", StringComparison.Ordinal) && !OperatingSystem.IsLinux(), "epoll is Linux's.");
        bool trace = text.Contains("--trace", StringComparison.Ordinal);
        using Pollecho server = Pollecho.Start(ReadmeCommand.Arguments(text, port: 0));
        Match listening = server.WaitForLine(@" listening on \S+?:(\d+)");
        if (trace)
        {
            using Pollecho client = Pollecho.RunClient(int.Parse(listening.Groups[1].ValueSpan), "--count", "2");
            server.WaitForLine(" close #1$");
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
        bool timeline = text.StartsWith("pollecho timeline", StringComparison.Ordinal);
        if (timeline || text.StartsWith("pollecho compare", StringComparison.Ordinal))
        {
            Assert.SkipUnless(OperatingSystem.IsLinux(), "It is shown on Linux, with epoll and the names of its calls.");
            PollechoBinary.SkipUnlessItStartsItself();
        }

        using PollechoServer server = PollechoServer.Start("--reply", text.Contains("--expect echo", StringComparison.Ordinal) ? "echo" : "upper");
        using Pollecho run = Pollecho.Run(ReadmeCommand.Arguments(text, server.Port));

        // Whether a threshold is crossed is up to the machine.
        bool threshold = run.ExitCode == 3 && text.Contains("--fail-if", StringComparison.Ordinal);
        Assert.True(run.ExitCode == 0 || threshold, $"It ended with {run.ExitCode}. {run}");
        if (shown.Length > 0 && timeline)
        {
            AssertSamePicture(text, shown, run.Output.Lines);
        }
        else if (shown.Length > 0)
        {
            // As a terminal shows it: the results, and what conditions came to.
            OutputShape.AssertSame(shown, run.Output.Lines.Concat(run.Errors.Lines));
        }
    }

    /// <summary>A server that loses its core for the whole silence makes another picture; not again and again.</summary>
    private static void AssertSamePicture(string text, string[] shown, IReadOnlyList<string> printed)
    {
        for (int left = 4; ; left--)
        {
            try
            {
                OutputShape.AssertSamePicture(shown, printed);
                return;
            }
            catch (Xunit.Sdk.XunitException) when (left > 0)
            {
                using Pollecho again = Pollecho.Run(ReadmeCommand.Arguments(text, port: 0));
                printed = [.. again.Output.Lines];
            }
        }
    }

    /// <summary>The notebook is a server, and serves our client; another program given a port is a client, and asks our server.</summary>
    private static void RunPython(string[] words, string[] shown)
    {
        string program = Path.Combine(ReadmeCommand.Root, words[0]);
        if (words[0].EndsWith("notebook.py", StringComparison.Ordinal))
        {
            Assert.SkipWhen(OperatingSystem.IsWindows(), "It raises a limit that Windows does not have.");
            int port = FreePort.Next();
            using Tool notebook = Tool.Start("python3", program, $"{port}");

            // Its first tries may be refused, while Python starts.
            using Pollecho client = Pollecho.RunClient(port, "--count", "3", "--reconnect", "--connect-timeout", "30s");
            client.WaitForLine("^3 sent, 3 answered, 0 wrong, 0 lost(, [0-9]+ not sent for want of a connection)?$");
            return;
        }

        using PollechoServer server = PollechoServer.Start();
        using Tool tool = Tool.Start("python3", [program, .. words.Length > 1 ? new[] { $"{server.Port}" } : []]);
        string[] printed = Encoding.UTF8.GetString(tool.ReceiveToEnd()).ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        if (shown.Length > 0)
        {
            OutputShape.AssertSame(shown, printed);
        }
    }

    /// <summary>A verb of the build script must exist; other programs are not run.</summary>
    private static void SeeThatItExists(string text)
    {
        Match build = Regex.Match(text, @"^\./build\.sh (\w+)");
        if (build.Success)
        {
            Assert.Matches($@"(?m)^ +{build.Groups[1]}( |\))", File.ReadAllText(Path.Combine(ReadmeCommand.Root, "build.sh")));
        }
        else
        {
            Assert.Skip($"`{text}` needs other programs, or a network: it is not run here.");
        }
    }
}
