using System.Globalization;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>Random command lines: each ends well, or with one clear line; never with a stack trace, never not at all.</summary>
[Trait(Soak.Trait, "yes")]
public sealed class CommandLineFuzzTests(ITestOutputHelper output)
{
    /// <summary>How long a run may go on by itself before it is asked to end, as one that serves does.</summary>
    private static readonly TimeSpan Serves = TimeSpan.FromMilliseconds(500);

    /// <summary>How long it may take to say its first word; it starts slowly under an emulator.</summary>
    private static readonly TimeSpan Starts = TimeSpan.FromSeconds(5);

    /// <summary>Stands for the exit code of a run that was ended from here and had none of its own.</summary>
    private const int Ended = 4;

    private static readonly string[] Words =
    [
        "server", "client", "compare", "--bind", "-b", "--port", "-p", "--wait", "--reply", "--threads", "--cpu", "--stats", "--trace",
        "--other-work", "--json", "--max-connections", "--max-buffer", "--idle-timeout", "--send-timeout", "--drain", "--count", "-n",
        "--duration", "-d", "--connections", "-c", "--rate", "-q", "--pipeline", "-P", "--size", "-s", "--message", "-m", "--message-file",
        "--expect", "--interval", "-i", "--warmup", "-w", "--reconnect", "--timeout", "--connect-timeout", "--percentiles", "--csv",
        "--fail-if", "--strategies", "--reference", "--idle-connections", "--runs", "--quick", "--help", "--version", "--no-catchup",
        "0", "1", "2", "-1", "65535", "65536", "8083", "1.5", "1e9", "99999999999999999999", "20k", "5M", "0s", "1ms", "100ms", "1us", "24h", "999h",
        "64KiB", "1MiB", "2GiB", "1", "adaptive", "spin", "sleep:1ms", "select", "epoll", "yield:1ms", "upper", "echo", "any", "127.0.0.1", "::1",
        "0.0.0.0", "[::1]:1", "127.0.0.1:1", "localhost", "p99>1us", "errors>0", "rate<", "50,99", ",", "0,1", "0-999", "/dev/null", "/nonexistent",
        "", " ", "-", "--", "---", "=", "--port=", "--port=0", "--port:0", "-p0", "@file", "[x]", "\"", "'", "\\", "\u001b[31m", "\t\n", "\u00e9\u6f22\U0001f600",
        "%s%n", "$(id)", "*", "nul", "..", "--threads=256", "--max-buffer=1", "--drain=0",
    ];

    [Fact]
    public void Any_command_line_ends_with_0_or_1_or_2_and_no_stack_trace()
    {
        int seed = Soak.IsOn ? Random.Shared.Next() : 8083;
        int runs = Soak.Scale(300, 10_000);
        output.WriteLine($"seed {seed}");
        int[] exits = new int[Ended + 1];
        Parallel.For(0, runs, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            string[] arguments = Arguments(new Random(seed + i));
            int exit = Run(arguments);
            Interlocked.Increment(ref exits[exit]);
        });
        output.WriteLine($"exit codes: {string.Join(", ", exits.Select((count, code) => $"{code}: {count}"))}");
        Assert.Equal(runs, exits.Sum());
        Assert.True(exits[0] > 0 && exits[2] > 0);
    }

    private static string[] Arguments(Random random)
    {
        string[] words = [.. Enumerable.Range(0, random.Next(0, 8)).Select(_ => Words[random.Next(Words.Length)])];

        // Mostly a command, so that it comes to the options. A server that comes to serve is to take a free port.
        return random.Next(10) switch
        {
            < 4 => ["server", "--port", "0", .. words],
            < 8 => ["client", .. words],
            8 => ["compare", .. words],
            _ => words,
        };
    }

    /// <returns>Its exit code, or <see cref="Ended"/>.</returns>
    private static int Run(string[] arguments)
    {
        using Pollecho run = Pollecho.Start(arguments);
        SpinWait.SpinUntil(() => run.HasExited || run.Output.Text.Length + run.Errors.Text.Length > 0, Starts);
        bool serves = !run.EndsWithin(Serves);
        if (serves && OperatingSystem.IsWindows())
        {
            // There is no way to ask it.
            run.Kill();
        }
        else if (serves)
        {
            run.Terminate();
        }

        run.WaitForExit();
        string shown = string.Join(' ', arguments.Select(argument => string.Create(CultureInfo.InvariantCulture, $"'{argument}'")));
        foreach (string text in new[] { run.Output.Text, run.Errors.Text })
        {
            Assert.False(text.Contains("   at ", StringComparison.Ordinal) || text.Contains("Exception", StringComparison.Ordinal), $"{shown}: a stack trace. {run}");
        }

        // Under an emulator it may still not have come to handle the signal, which then ended it.
        bool silent = run.Errors.Text.Length + run.Output.Text.Length == 0;
        if (serves && (OperatingSystem.IsWindows() || (run.ExitCode == 128 + Signals.SIGTERM && silent)))
        {
            return Ended;
        }

        Assert.True(run.ExitCode is >= 0 and <= 3, $"{shown} ended with {run.ExitCode}. {run}");
        Assert.True(run.ExitCode != 3 || arguments.Contains("--fail-if"), $"{shown} ended with {run.ExitCode}. {run}");
        Assert.True(run.ExitCode == 0 || !silent, $"{shown} failed and said nothing");
        return run.ExitCode;
    }
}
