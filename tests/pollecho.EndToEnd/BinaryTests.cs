using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>The binary itself: its size, its version, its help.</summary>
public sealed class BinaryTests
{
    private const long MaxBytes = 7_000_000;

    /// <summary>A command, and some of the words that its help has to name.</summary>
    public static TheoryData<string[], string[]> Helps => new()
    {
        { ["--help"], ["server", "client", "--help", "--version"] },
        {
            ["server", "--help"],
            ["--bind", "-b", "--port", "-p", "--wait", "--reply", "upper|echo", "--threads", "--cpu", "--stats", "--trace", "--other-work", "--json", "--help", "8083", "127.0.0.1"]
        },
        {
            ["client", "--help"],
            ["HOST[:PORT]", "--port", "-p", "--count", "-n", "--interval", "-i", "--timeout", "--connect-timeout", "--stats", "--help", "127.0.0.1:8083"]
        },
    };

    [Fact]
    public void The_binary_has_at_most_7_MB()
    {
        Assert.InRange(new FileInfo(PollechoBinary.Path).Length, 1, MaxBytes);
    }

    [Fact]
    public void Version_prints_the_name_and_the_version()
    {
        using Pollecho run = Pollecho.Run("--version");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("", run.Errors.Text);
        Assert.Matches(@"^pollecho \d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?( \([0-9a-f]{7}\))?$", Assert.Single(run.Output.Lines));
    }

    [Theory]
    [MemberData(nameof(Helps))]
    public void Help_shows_names_and_defaults(string[] arguments, string[] names)
    {
        using Pollecho run = Pollecho.Run(arguments);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("", run.Errors.Text);
        Assert.All(names, name => Assert.Contains(name, run.Output.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void The_server_help_names_every_strategy()
    {
        using Pollecho run = Pollecho.Run("server", "--help");

        Assert.All(Strategies.All, strategy => Assert.Contains(strategy.Data.Split(':')[0], run.Output.Text, StringComparison.Ordinal));
    }
}
