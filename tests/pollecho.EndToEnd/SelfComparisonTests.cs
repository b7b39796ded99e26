using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>The comparison's own error rate: a strategy against itself, and against itself slowed down. Minutes each.</summary>
[Trait(Soak.Trait, "yes")]
public sealed class SelfComparisonTests(ITestOutputHelper output)
{
    private static readonly string[] Arguments = ["compare", "--strategies", "epoll,epoll", "--connections", "20", "--idle-connections", "50", "--json"];

    [Fact(Explicit = true)]
    public void A_strategy_differs_from_itself_in_at_most_5_per_cent_of_the_figures()
    {
        Required();
        int different = 0, judged = 0;
        int comparisons = Soak.Scale(4, 40);
        for (int i = 0; i < comparisons; i++)
        {
            using Pollecho compare = Pollecho.Run([.. Arguments, "--quick"]);
            string[] found = [.. Differences(compare).Where(IsJudged)];
            judged += found.Length;
            different += found.Count(difference => difference != "no_difference");
        }

        output.WriteLine($"{different} of {judged} figures were found to differ");
        Assert.SkipWhen(judged < 5 * comparisons, $"This machine was too busy: {judged} figures could be judged.");
        Assert.True(different <= 0.05 * judged, $"{different} of {judged} figures were found to differ");
    }

    [Fact(Explicit = true)]
    public void A_server_that_is_stopped_for_a_tenth_of_the_time_is_found_slower_in_9_of_10_comparisons()
    {
        Required();
        int found = 0, judged = 0;
        int comparisons = Soak.Scale(2, 10);
        for (int i = 0; i < comparisons; i++)
        {
            // Not --quick: in its windows of 32 ms the figures of one run scatter too much for a difference of 10%.
            using Pollecho compare = Pollecho.Start([.. Arguments, "--runs", "30"]);
            while (!compare.HasExited)
            {
                try
                {
                    SlowDown(compare, "epoll#2");
                }
                catch (IOException)
                {
                    // The comparison has ended.
                }
            }

            compare.WaitForExit();
            string throughput = Differences(compare, "saturated", "messages_per_s").Single();
            judged += IsJudged(throughput) ? 1 : 0;
            found += throughput == "lower" ? 1 : 0;
        }

        output.WriteLine($"{found} of {judged} comparisons found it");
        Assert.SkipWhen(judged < comparisons, $"This machine was too busy: {judged} of {comparisons} comparisons could be judged.");
        Assert.InRange(found, comparisons - 1, comparisons);
    }

    private static void Required()
    {
        PollechoBinary.SkipUnlessItStartsItself();
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It compares epoll, and looks for a process under /proc.");
    }

    /// <summary>Stops that contender's server for one of ten milliseconds, until it ends; nothing if it does not run.</summary>
    private static void SlowDown(Pollecho compare, string contender)
    {
        string children = File.ReadAllText($"/proc/{compare.Id}/task/{compare.Id}/children");
        int? server = children.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => (int?)int.Parse(id, CultureInfo.InvariantCulture)).FirstOrDefault(id => IsServer(id!.Value, contender));
        try
        {
            while (server is not null)
            {
                Signals.Send(server.Value, Signals.SIGSTOP);
                Thread.Sleep(1);
                Signals.Send(server.Value, Signals.SIGCONT);
                Thread.Sleep(9);
            }
        }
        catch (Win32Exception)
        {
            // It has ended.
        }

        // Seldom, or else the looking would slow down the other one.
        Thread.Sleep(20);
    }

    private static bool IsServer(int process, string contender)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").EndsWith($"\0{contender}\0", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static bool IsJudged(string difference) => difference is "higher" or "lower" or "no_difference";

    /// <summary>What the second one's figures are to the first one's: all of them, or one regime's one.</summary>
    private static List<string> Differences(Pollecho compare, string? regime = null, string? metric = null)
    {
        Assert.True(compare.ExitCode == 0, $"{compare}");
        using JsonDocument document = JsonDocument.Parse(compare.Output.Text);
        var found = new List<string>();
        foreach (JsonElement one in document.RootElement.GetProperty("regimes").EnumerateArray().Where(one => regime is null || one.GetProperty("regime").GetString() == regime))
        {
            foreach (JsonProperty figure in one.GetProperty("strategies")[1].EnumerateObject().Where(figure => metric is null || figure.Name == metric))
            {
                if (figure.Value.ValueKind == JsonValueKind.Object && figure.Value.GetProperty("difference").GetString() is { } difference)
                {
                    found.Add(difference);
                }
            }
        }

        return found;
    }
}
