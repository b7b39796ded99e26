using System.Text.RegularExpressions;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>What is left of an output when figures, and what depends on the figures, are taken out of it.</summary>
internal static class OutputShape
{
    /// <summary>The same lines in the same order.</summary>
    public static void AssertSame(IEnumerable<string> shown, IEnumerable<string> printed) => Assert.Equal(Of(shown), Of(printed));

    /// <summary>
    /// The same calls that did something, in the same order. Those that found nothing come as often, and between as many
    /// others, as the timing has it: of those there must be the same kinds.
    /// </summary>
    public static void AssertSameTrace(IEnumerable<string> shown, IReadOnlyList<string> printed)
    {
        string[] expected = Of(shown.Select(WithoutRepeats)), actual = Of(printed.Select(WithoutRepeats));
        Assert.Equal(expected.Where(DidSomething), actual.Where(DidSomething).Take(expected.Count(DidSomething)));
        Assert.Subset(actual.ToHashSet(), expected.ToHashSet());
    }

    /// <summary>
    /// The same events of a timeline in the same order, and the same words about them: where those are wrapped, and which
    /// calls come first of those made besides, depends on the figures. A look for new connections comes every so often.
    /// </summary>
    public static void AssertSamePicture(IEnumerable<string> shown, IEnumerable<string> printed)
    {
        Assert.Equal(Events(shown), Events(printed));
        Assert.Equal(Words(shown), Words(printed));

        static bool IsEvent(string line) => Regex.IsMatch(line, @"^ *-?[\d.]+ ms  ");
        static IEnumerable<string> Events(IEnumerable<string> lines) => lines.Where(line => IsEvent(line) && !line.Contains(" (listener)  ", StringComparison.Ordinal))
            .Select(line => Of(line.Replace(" -", " ", StringComparison.Ordinal)));
        static IEnumerable<string> Words(IEnumerable<string> lines) =>
            Of(Regex.Replace(Regex.Replace(string.Join(' ', lines.Where(line => !IsEvent(line))), " +", " "), LostCore, "")).Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Order();
    }

    // Said where other programs had the core.
    private const string LostCore = @"It had a core for only [\d.]+ [mµ]?s of that time: other programs had it\. ";

    // Which calls a few empty turns made is a matter of chance: the listener is not looked at in each.
    private static string WithoutRepeats(string line) => Regex.Replace(Regex.Replace(line, @" ×[\d,]+$", ""), @" (×[\d,]+ turns|1 turn) in .*$", " turns");

    private static bool DidSomething(string line) => !line.EndsWith(" turns", StringComparison.Ordinal) && !line.Contains(" empty turns in ", StringComparison.Ordinal)
        && !line.EndsWith("would block", StringComparison.Ordinal);

    private static string[] Of(IEnumerable<string> lines)
    {
        var shape = new List<string>();
        foreach (string line in lines)
        {
            // Printed only where the figures call for it, or the system reports them; so is the blank line before it.
            if (!(line.Length == 0 && shape is [.., ""]) && !line.StartsWith("warning: ", StringComparison.Ordinal) && !line.StartsWith("TCP ", StringComparison.Ordinal) && !line.StartsWith("   - ", StringComparison.Ordinal))
            {
                shape.Add(Of(line));
            }
        }

        while (shape.Count > 0 && shape[^1].Length == 0)
        {
            shape.RemoveAt(shape.Count - 1);
        }

        return [.. shape];
    }

    private static string Of(string line)
    {
        line = Regex.Replace(line, "^(pollecho compare: ).*?(; [^;]*; took)", "$1MACHINE$2");
        line = Regex.Replace(line, @"((Confirmed|Partly confirmed|Contradicted|No difference found) on this machine|Not judged: [^.]*|Not measured)\.", "VERDICT.");

        // The mark of a strategy whose runs were all disturbed, which depends on what else runs.
        line = Regex.Replace(line, @"^(  [\w:#]+)!", "$1 ");
        line = Regex.Replace(line, @"\b1 run\.", "1 runs.");
        line = Regex.Replace(line, @", [\d,]+ skipped$", "");
        line = Regex.Replace(line, @"(?<![\w.])[\d.,]*\d ?(ns|µs|ms|s|min)\b", "DURATION");
        line = Regex.Replace(line, @"[\d.,]*\d (B|KiB|MiB|GiB)\b", "SIZE");
        line = Regex.Replace(line, @"(?<= )[≈?]?\d[\d.,]*(–\d[\d.,]*)?(?=( |$))|(?<= )–(?= |$)", "N");
        line = Regex.Replace(line, @"\d+([.,]\d+)*", "N");
        return Regex.Replace(line, " +", " ");
    }
}
