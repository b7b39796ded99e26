using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>A stdout that cannot be written to: exit code 1, and one line on stderr that names it. A reader that has left is no failure to report.</summary>
public sealed class ClosedOutputTests
{
    [Theory]
    [InlineData("--version")]
    [InlineData("client", "--help")]
    [InlineData("server", "--port", "0")]
    public void A_closed_output_is_reported_in_one_line(params string[] arguments) =>
        AssertTold(">&-", "it is closed", arguments);

    [Fact]
    public void A_full_output_is_reported_in_one_line()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There is no /dev/full here.");
        AssertTold(">/dev/full", "", "server", "--port", "0");

        using PollechoServer server = PollechoServer.Start();
        AssertTold(">/dev/full", "", "client", $"127.0.0.1:{server.Port}", "--connections", "2", "--duration", "100ms", "--json", "--stats", "10ms");
    }

    [Theory]
    [InlineData("client", "--interval", "1ms")]
    [InlineData("client", "--connections", "2", "--stats", "10ms")]
    [InlineData("client", "--connections", "2", "--stats", "10ms", "--json")]
    [InlineData("server", "--port", "0", "--stats", "10ms")]
    public void What_writes_for_ever_ends_when_its_reader_is_gone(params string[] arguments)
    {
        using PollechoServer server = PollechoServer.Start();
        string[] all = arguments[0] == "client" ? [.. arguments, $"127.0.0.1:{server.Port}"] : [.. arguments, "--wait", "spin"];

        AssertEndsByBrokenPipe("{ \"$0\" \"$@\"; echo \"exit $?\" >&2; } | head -n 1", all);
    }

    [Theory]
    [InlineData("man")]
    [InlineData("--help")]
    [InlineData("--version")]
    [InlineData("completion", "bash")]
    [InlineData("server", "--help")]
    [InlineData("server", "--port", "0")]
    [InlineData("client", "host.invalid", "--json")]
    public void What_finds_its_reader_gone_ends_without_a_word(params string[] arguments) =>

        // Echoes fail as soon as the reader has left, so that it is gone by then.
        AssertEndsByBrokenPipe("{ trap '' PIPE; while echo; do :; done 2>/dev/null; trap - PIPE; \"$0\" \"$@\"; echo \"exit $?\" >&2; } | :", arguments);

    /// <summary>As other tools end: by the signal, which a shell shows as 141, and says nothing of.</summary>
    private static void AssertEndsByBrokenPipe(string script, string[] arguments)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no sh here to make a pipe.");
        using ChildProcess shell = ChildProcess.Start("sh", ["-c", script, PollechoBinary.Path, .. arguments]);
        var errors = new CapturedOutput(shell.Process.StandardError);

        Assert.True(shell.WaitForExit() && errors.WaitForEnd(), "It does not end.");
        Assert.Equal("exit 141", Assert.Single(errors.Lines));
    }

    private static void AssertTold(string redirection, string why, params string[] arguments)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no sh here to take the output away.");
        using ChildProcess shell = ChildProcess.Start("sh", ["-c", $"exec \"$0\" \"$@\" {redirection}", PollechoBinary.Path, .. arguments]);
        var errors = new CapturedOutput(shell.Process.StandardError);

        Assert.True(shell.WaitForExit() && errors.WaitForEnd(), "It does not end.");
        Assert.Equal(1, shell.Process.ExitCode);
        Assert.StartsWith($"pollecho: cannot write to standard output: {why}", Assert.Single(errors.Lines), StringComparison.Ordinal);
    }
}
