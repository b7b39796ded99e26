using System.Text.Json;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>io_uring where the system forbids it: it is left out, with the reason, and nothing else is.</summary>
public sealed class IoUringTests
{
    // Makes io_uring_setup fail with an error number, as container engines do, and then becomes the program.
    private const string Filter =
        """
        import ctypes, os, struct, sys
        error, program = int(sys.argv[1]), sys.argv[2:]
        instructions = [(0x20, 0, 0, 0), (0x15, 0, 1, 425), (0x06, 0, 0, 0x50000 | error), (0x06, 0, 0, 0x7FFF0000)]
        code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *one) for one in instructions))
        filter = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(instructions), ctypes.addressof(code)))
        prctl = ctypes.CDLL(None, use_errno=True).prctl
        if prctl(38, 1, 0, 0, 0) or prctl(22, 2, filter):
            sys.exit("no filter can be set: " + os.strerror(ctypes.get_errno()))
        os.execv(program[0], program)
        """;

    [Theory]
    [InlineData(1, "a filter of system calls forbids it, as in most containers")]
    [InlineData(38, "this kernel has no io_uring, or a filter of system calls hides it")]
    [InlineData(22, "it takes Linux 6.1")]
    [InlineData(12, "there is no memory for it, or no more may be locked (ulimit -l)")]
    public void Where_it_is_forbidden_it_is_left_out_with_the_reason(int error, string reason)
    {
        using ChildProcess run = Run(error, "timeline", "--json", "--silence", "1ms");
        (string output, string errors) = End(run);
        Assert.True(run.Process.ExitCode == 0, errors);

        JsonElement result = JsonDocument.Parse(output).RootElement;
        JsonElement leftOut = Assert.Single(result.GetProperty("left_out").EnumerateArray());
        Assert.Equal("io_uring", leftOut.GetProperty("wait").GetString());
        Assert.Equal(reason, leftOut.GetProperty("reason").GetString());
        Assert.Empty(result.GetProperty("failures").EnumerateArray());
        string[] recorded = [.. result.GetProperty("exchanges").EnumerateArray().Select(exchange => exchange.GetProperty("wait").GetString()!)];
        Assert.DoesNotContain("io_uring", recorded);
        Assert.Contains("async", recorded);
    }

    [Fact]
    public void A_comparison_shows_the_reason()
    {
        using ChildProcess run = Run(1, "compare", "--quick", "--runs", "1", "--idle-connections", "1", "-c", "1");
        (string output, string errors) = End(run);

        Assert.True(run.Process.ExitCode == 0, errors);
        Assert.Contains("io_uring is left out: a filter of system calls forbids it, as in most containers.", string.Join(' ', output.Split('\n')), StringComparison.Ordinal);
        Assert.Empty(errors);
    }

    [Fact]
    public void Asked_for_by_name_it_is_refused_with_the_reason()
    {
        using ChildProcess run = Run(1, "compare", "--strategies", "epoll,io_uring");
        (string output, string errors) = End(run);

        Assert.Equal(2, run.Process.ExitCode);
        Assert.Empty(output);
        Assert.StartsWith("pollecho: the strategy 'io_uring' cannot be used: a filter of system calls forbids it, as in most containers; take some of ", errors, StringComparison.Ordinal);
    }

    private static ChildProcess Run(int error, params string[] arguments)
    {
        PollechoBinary.SkipUnlessItStartsItself();
        Assert.SkipUnless(OperatingSystem.IsLinux() && Tool.IsInstalled("python3"), "needs Linux and Python");
        return ChildProcess.Start("python3", ["-c", Filter, $"{error}", PollechoBinary.Path, .. arguments]);
    }

    private static (string Output, string Errors) End(ChildProcess run)
    {
        var output = new CapturedOutput(run.Process.StandardOutput);
        var errors = new CapturedOutput(run.Process.StandardError);
        Assert.True(run.WaitForExit() && output.WaitForEnd() && errors.WaitForEnd(), "It does not end.");
        Assert.SkipWhen(errors.Text.StartsWith("no filter", StringComparison.Ordinal), errors.Text);
        return (output.Text, errors.Text);
    }
}
