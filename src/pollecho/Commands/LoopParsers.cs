using System.CommandLine;
using System.CommandLine.Completions;
using System.Globalization;
using Pollecho.Client;
using Pollecho.Platform;
using Pollecho.Waiting;

namespace Pollecho.Commands;

/// <summary>The options of how loops run, checked as all are.</summary>
internal static class LoopParsers
{
    /// <summary>How the loop waits.</summary>
    public static Option<WaitSpec> Wait()
    {
        var option = new CheckedOption<WaitSpec>(
            "--wait",
            [],
            "STRATEGY",
            $"How the loop waits [default: {WaitStrategies.Default.Name}]:\n" + string.Join('\n', WaitStrategies.All.Select(kind =>
                $"{kind.Form}: {kind.Cost}" + (kind.OnlyOn is null ? "" : $" ({kind.OnlyOn})"))),
            new(
                $"one of {string.Join(", ", WaitParser.Forms)} on this system",
                (string text, out WaitSpec value) =>
                {
                    bool parsed = WaitParser.TryParse(text, out WaitSpec? spec);
                    value = spec ?? WaitStrategies.Default;
                    return parsed;
                },
                WaitParser.Outside));
        option.CompletionSources.Add(_ => WaitStrategies.Available.Select(kind => new CompletionItem(kind.Name, detail: kind.Cost)));
        return option;
    }

    /// <summary>How many threads there are, each with a loop.</summary>
    public static Option<int?> Threads(string description) =>
        Parsers.Number("--threads", [], description, "number", lowest: 1, RunOptions.MostThreads);

    /// <summary>The processors that the loops are bound to.</summary>
    public static Option<int[]> Cpus(string description) => new CheckedOption<int[]>(
        "--cpu",
        [],
        "LIST",
        description,
        new(
            $"processors from 0 to {ThreadAffinity.HighestCpu} such as 0,2-3",
            TryReadCpus,
            text => text.Split(',', '-').Select(Bounds.Whole(0, ThreadAffinity.HighestCpu).Outside).FirstOrDefault(outside => outside is not null)));

    private static bool TryReadCpus(string text, out int[] value)
    {
        var cpus = new List<int>();
        foreach (string part in text.Split(','))
        {
            string[] ends = part.Split('-', 2);
            if (!TryReadCpu(ends[0], out int first) || !TryReadCpu(ends[^1], out int last) || last < first)
            {
                value = [];
                return false;
            }

            cpus.AddRange(Enumerable.Range(first, last - first + 1));
        }

        value = [.. cpus];
        return true;
    }

    private static bool TryReadCpu(string text, out int cpu) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out cpu) && cpu <= ThreadAffinity.HighestCpu;
}
