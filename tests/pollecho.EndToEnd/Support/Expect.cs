using System.Text.RegularExpressions;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>What several tests expect of a run that has ended.</summary>
internal static class Expect
{
    private const string Duration = @"[\d.,]+ (ns|µs|ms|s)";

    /// <summary>The client got so many right replies, and says so on stdout and nothing else.</summary>
    public static void VerifiedReplies(Pollecho client, int count)
    {
        // What TCP measured is printed only where the system reports it; on a busy machine it sends again what was late, and a warning says so.
        string[] lines = [.. client.Output.Lines.Where(line => !line.StartsWith("TCP ", StringComparison.Ordinal) && !line.StartsWith("warning: TCP ", StringComparison.Ordinal))];
        Assert.True(client.ExitCode == 0 && lines.Length == count + (count > 1 ? 5 : 4), $"It ended with {client.ExitCode}. {client}");
        Assert.Matches($@"^pollecho client: connected to \S+:\d+, sending ""{client.Id} hello"" \(\d+ bytes\)$", lines[0]);
        for (int i = 1; i <= count; i++)
        {
            Assert.Matches($@"^seq={i} ""{client.Id} HELLO"" rtt={Duration}$", lines[i]);
        }

        Assert.Equal($"{count} sent, {count} answered, 0 wrong, 0 lost", lines[count + 1]);
        Assert.Matches($"^loss 0%, elapsed {Duration}, connect {Duration}$", lines[count + 2]);
        Assert.Matches($"^rtt min/mean/p50/p99/max/mdev = {string.Join(" / ", Enumerable.Repeat(Duration, 6))}$", lines[count + 3]);
        if (count > 1)
        {
            Assert.Matches($@"^jitter {Duration} \(RFC 3550, of round trips\)$", lines[count + 4]);
        }

        Assert.Equal("", client.Errors.Text);
    }

    /// <summary>The run failed with that exit code, and with one line on stderr that holds every one of these texts.</summary>
    public static void OneErrorLine(Pollecho run, int exitCode, params string[] texts)
    {
        Assert.True(run.ExitCode == exitCode && run.Errors.Lines.Count == 1, $"It ended with {run.ExitCode}. {run}");
        string line = run.Errors.Lines[0];
        Assert.StartsWith("pollecho: ", line, StringComparison.Ordinal);
        foreach (string text in texts)
        {
            Assert.Contains(text, line, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("Exception", line, StringComparison.Ordinal);
        Assert.DoesNotContain(run.Output.Lines, output => output.StartsWith("   at ", StringComparison.Ordinal));
    }

    /// <summary>The client's summary line, among its last two lines, matches.</summary>
    public static Match Summary(Pollecho client, string pattern)
    {
        string? line = client.Output.Lines.LastOrDefault(text => text.Contains(" sent, ", StringComparison.Ordinal));
        Match match = Regex.Match(line ?? "", pattern);
        Assert.True(match.Success, $"No summary like \"{pattern}\". {client}");
        return match;
    }
}
