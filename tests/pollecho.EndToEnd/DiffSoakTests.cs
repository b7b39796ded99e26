using System.ComponentModel;
using System.Text.Json;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>How often diff errs about real runs: of the same server, and of one that is slowed down. Minutes each.</summary>
[Trait(Soak.Trait, "yes")]
public sealed class DiffSoakTests(ITestOutputHelper output) : IDisposable
{
    private const int Runs = 5;

    /// <summary>Five runs whose rates scatter by 3%, as the help of diff says, lie within about so much of their median.</summary>
    private const double QuietRange = 0.08;

    private static readonly string[] Load = ["-c", "10", "--warmup", "200ms", "-d", "1s", "--json"];

    private readonly string _folder = Directory.CreateTempSubdirectory("pollecho-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact(Explicit = true)]
    public void Two_sets_of_runs_of_the_same_server_differ_in_at_most_5_per_cent_of_the_figures()
    {
        int different = 0, judged = 0;
        for (int pair = 0; pair < Soak.Scale(2, 40); pair++)
        {
            using JsonDocument diff = Diff(slowed: false);
            int found = Count(diff, "worse") + Count(diff, "better");
            different += found;
            judged += found + Count(diff, "no_difference");
        }

        output.WriteLine($"{different} of {judged} figures were found to differ");
        Assert.True(different <= 0.05 * judged, $"{different} of {judged} figures were found to differ");
    }

    [Fact(Explicit = true)]
    public void A_server_that_is_stopped_for_a_tenth_of_the_time_is_found_slower_in_19_of_20_pairs_of_quiet_runs()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no signal that stops a process on Windows.");
        int found = 0, quiet = 0;
        for (int pair = 0; pair < Soak.Scale(2, 20); pair++)
        {
            using JsonDocument diff = Diff(slowed: true);
            JsonElement rate = diff.RootElement.GetProperty("figures").EnumerateArray().Single(figure => figure.GetProperty("figure").GetString() == "rate");
            bool isQuiet = Range(rate, "base") <= QuietRange && Range(rate, "new") <= QuietRange;
            bool isFound = rate.GetProperty("verdict").GetString() == "worse";
            output.WriteLine($"rate {rate.GetProperty("change_percent")}%, ranges {Range(rate, "base"):P0} and {Range(rate, "new"):P0}: {rate.GetProperty("difference")}");
            quiet += isQuiet ? 1 : 0;
            found += isQuiet && isFound ? 1 : 0;
        }

        Assert.SkipWhen(quiet == 0, "The runs scatter too widely on this machine for five of them to show a change of a tenth.");
        Assert.InRange(found, quiet - (quiet / 20), quiet);
    }

    private static double Range(JsonElement figure, string set)
    {
        JsonElement spread = figure.GetProperty(set);
        return (spread.GetProperty("max").GetDouble() - spread.GetProperty("min").GetDouble()) / spread.GetProperty("median").GetDouble();
    }

    private static int Count(JsonDocument diff, string key) => diff.RootElement.GetProperty(key).GetInt32();

    /// <summary>Two sets of runs made in turn, each with a server of its own.</summary>
    /// <param name="slowed">Whether the servers of the second set are stopped for a tenth of the time.</param>
    private JsonDocument Diff(bool slowed)
    {
        string before = Path.Combine(_folder, "base.json"), after = Path.Combine(_folder, "new.json");
        File.Delete(before);
        File.Delete(after);
        for (int run = 0; run < Runs; run++)
        {
            // The one that is first in one turn is second in the next.
            (string File, bool Slowed)[] turn = [(before, false), (after, slowed)];
            foreach ((string file, bool isSlowed) in run % 2 == 0 ? turn : turn.Reverse())
            {
                File.AppendAllText(file, Run(isSlowed));
            }
        }

        using Pollecho diff = Pollecho.Run("diff", before, after, "--json");
        Assert.True(diff.ExitCode == 0, $"{diff}");
        return JsonDocument.Parse(diff.Output.Text);
    }

    private static string Run(bool slowed)
    {
        using PollechoServer server = PollechoServer.Start();
        using Pollecho client = Pollecho.Start(["client", $"127.0.0.1:{server.Port}", .. Load]);
        while (slowed && !client.HasExited)
        {
            try
            {
                Signals.Send(server.Process.Id, Signals.SIGSTOP);
                Thread.Sleep(1);
                Signals.Send(server.Process.Id, Signals.SIGCONT);
                Thread.Sleep(9);
            }
            catch (Win32Exception)
            {
                // It has ended.
            }
        }

        client.WaitForExit();
        Assert.True(client.ExitCode == 0, $"{client}");
        return client.Output.Text;
    }
}
