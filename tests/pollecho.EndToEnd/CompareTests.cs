using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>The comparison as a user runs it.</summary>
public class CompareTests
{
    private static readonly string[] Short = ["compare", "--quick", "--runs", "1", "--strategies", "spin,select,blocking,async", "--connections", "4", "--idle-connections", "20"];

    [Fact]
    public void Shows_every_regime_and_reads_the_four_claims()
    {
        PollechoBinary.SkipUnlessItStartsItself();
        using Pollecho compare = Pollecho.Run(Short);

        Assert.True(compare.ExitCode == 0 && compare.Errors.Text.Length == 0, $"{compare}");
        foreach (string start in new[] { "at a glance: ", "idle: ", "sparse: ", "saturated: ", "crowded: ", "1. ", "2. ", "3. ", "4. " })
        {
            Assert.Contains(compare.Output.Lines, line => line.StartsWith(start, StringComparison.Ordinal));
        }

        Assert.Equal(5, compare.Output.Lines.Count(line => Regex.IsMatch(line, "^  async[ !]")));
    }

    [Fact]
    public void Too_few_runs_are_not_judged_in_any_form_of_the_report()
    {
        PollechoBinary.SkipUnlessItStartsItself();
        string page = Path.GetTempFileName();
        try
        {
            using Pollecho text = Pollecho.Run([.. Short, "--html", page]);
            using Pollecho markdown = Pollecho.Run([.. Short, "--markdown"]);
            using Pollecho json = Pollecho.Run([.. Short, "--json"]);
            using Pollecho csv = Pollecho.Run([.. Short, "--csv"]);
            using JsonDocument document = JsonDocument.Parse(json.Output.Text);

            // Claim 3 is of sleep, which is not among them.
            const string Words = "Not judged: too few runs", Warning = "1 run cannot tell a difference from noise: it takes 6";
            Assert.All([text.Output.Text, markdown.Output.Text, File.ReadAllText(page)], report => Assert.Equal(3, Regex.Count(report, Words)));
            Assert.All([text.Output.Text, markdown.Output.Text, File.ReadAllText(page)], report => Assert.Contains(Warning, report, StringComparison.Ordinal));
            Assert.Contains(document.RootElement.GetProperty("warnings").EnumerateArray(), warning => warning.GetString() == Warning);
            Assert.Equal(
                ["too_few_runs", "too_few_runs", "not_measured", "too_few_runs"],
                document.RootElement.GetProperty("claims").EnumerateArray().Select(claim => claim.GetProperty("verdict").GetString()));
            Assert.DoesNotMatch("[\",](higher|lower|no_difference)", csv.Output.Text + json.Output.Text);
            Assert.Contains(",too_few_runs", csv.Output.Text, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(page);
        }
    }

    [Fact]
    public void Where_other_programs_take_every_core_a_claim_is_not_judged()
    {
        PollechoBinary.SkipUnlessItStartsItself();
        Assert.SkipUnless(Tool.IsInstalled("sh") && Environment.ProcessorCount > 1, "It needs a shell to keep cores busy, and more than one of these.");
        ChildProcess[] others = [.. Enumerable.Range(0, 2 * Environment.ProcessorCount).Select(_ => ChildProcess.Start("sh", ["-c", "while :; do :; done"]))];
        try
        {
            using Pollecho compare = Pollecho.Run("compare", "--quick", "--strategies", "spin,select", "--connections", "4", "--idle-connections", "20", "--json");
            using JsonDocument document = JsonDocument.Parse(compare.Output.Text);

            Assert.Equal("machine_busy", document.RootElement.GetProperty("claims")[1].GetProperty("verdict").GetString());
            Assert.Contains(document.RootElement.GetProperty("warnings").EnumerateArray(), warning => warning.GetString()!.StartsWith("idle: this machine was busy", StringComparison.Ordinal));
        }
        finally
        {
            Array.ForEach(others, other => other.Dispose());
        }
    }

    [Fact]
    public void A_silent_server_that_waits_in_the_system_uses_no_processor_time_at_all()
    {
        PollechoBinary.SkipUnlessItStartsItself();
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere the system's account is too coarse.");
        using Pollecho compare = Pollecho.Run("compare", "--quick", "--runs", "3", "--strategies", "epoll", "--idle-connections", "1", "--json");
        using JsonDocument document = JsonDocument.Parse(compare.Output.Text);

        JsonElement idle = document.RootElement.GetProperty("regimes")[0].GetProperty("strategies")[0].GetProperty("server_cpu_percent");
        Assert.Equal(0, idle.GetProperty("min").GetDouble());
    }

    [Fact]
    public void Json_is_one_object_with_a_figure_for_each_strategy()
    {
        PollechoBinary.SkipUnlessItStartsItself();
        using Pollecho compare = Pollecho.Run([.. Short, "--json"]);
        using JsonDocument document = JsonDocument.Parse(compare.Output.Text);

        Assert.Equal("ok", document.RootElement.GetProperty("status").GetString());
        Assert.Equal(4, document.RootElement.GetProperty("claims").GetArrayLength());
        foreach (JsonElement regime in document.RootElement.GetProperty("regimes").EnumerateArray())
        {
            JsonElement[] strategies = [.. regime.GetProperty("strategies").EnumerateArray()];
            Assert.All(strategies, strategy => Assert.True(strategy.GetProperty("server_cpu_percent").GetProperty("median").GetDouble() >= 0, $"{compare}"));

            // Of some: a slow machine may bring too few replies to show for all.
            Assert.Equal(regime.GetProperty("regime").GetString() != "idle", strategies.Any(strategy => strategy.GetProperty("rtt_p50_us").ValueKind == JsonValueKind.Object));
        }
    }

    [Fact]
    public void Csv_has_a_row_for_each_regime_and_strategy_and_as_many_cells_in_each()
    {
        PollechoBinary.SkipUnlessItStartsItself();
        using Pollecho compare = Pollecho.Run([.. Short, "--csv"]);

        Assert.Equal(1 + (4 * 4), compare.Output.Lines.Count);
        Assert.Single(compare.Output.Lines.Select(line => line.Count(c => c == ',')).Distinct());
    }

    [Theory]
    [InlineData("'kqueue2' is not known", "--strategies", "kqueue2")]
    [InlineData("--reference 'select' is not among", "--strategies", "spin", "--reference", "select")]
    [InlineData("connections are too many", "--idle-connections", "2000000000")]
    [InlineData("exclude one another", "--json", "--csv")]
    [InlineData("--html '/nowhere/at/all.html' cannot be written", "--html", "/nowhere/at/all.html")]
    [InlineData("--svg '/nowhere/at/all.svg' cannot be written", "--svg", "/nowhere/at/all.svg")]
    public void Bad_input_is_one_line_and_exit_code_2(string why, params string[] arguments)
    {
        using Pollecho compare = Pollecho.Run(["compare", .. arguments]);

        Assert.True(compare.ExitCode == 2 && compare.Errors.Lines.Count == 1 && compare.Output.Text.Length == 0, $"{compare}");
        Assert.Contains(why, compare.Errors.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interrupt_prints_the_results_so_far()
    {
        PollechoBinary.SkipUnlessItStartsItself();
        using Pollecho compare = Pollecho.Start("compare", "--strategies", "select,blocking", "--runs", "100");

        // When the second one has a server the first one has its figures.
        int[] first = WaitForChildren(compare);
        int[] children = WaitForChildren(compare, after: first);
        compare.Interrupt();
        compare.WaitForExit();

        Assert.True(compare.ExitCode == 0, $"{compare}");
        Assert.Contains("interrupted", compare.Output.Lines[0], StringComparison.Ordinal);
        Assert.Contains(compare.Output.Lines, line => Regex.IsMatch(line, "^  select[ !]"));
        AssertGone(children);
    }

    [Fact]
    public void A_killed_parent_leaves_no_server_behind()
    {
        PollechoBinary.SkipUnlessItStartsItself();
        using Pollecho compare = Pollecho.Start("compare", "--strategies", "spin,blocking", "--runs", "100");
        int[] children = WaitForChildren(compare);
        compare.Kill();

        AssertGone(children);
    }

    [Fact]
    public void A_server_that_dies_is_reported_and_the_rest_goes_on()
    {
        PollechoBinary.SkipUnlessItStartsItself();
        using Pollecho compare = Pollecho.Start("compare", "--quick", "--runs", "1", "--strategies", "select,blocking", "--idle-connections", "20");
        using (var server = Process.GetProcessById(WaitForChildren(compare)[0]))
        {
            server.Kill();
        }

        compare.WaitForExit();

        Assert.True(compare.ExitCode == 1, $"{compare}");
        Assert.StartsWith("pollecho: select could not be measured to the end: it ended with exit code 137", compare.Errors.Text, StringComparison.Ordinal);
        Assert.Equal(5, compare.Output.Lines.Count(line => Regex.IsMatch(line, "^  blocking[ !]")));
        Assert.DoesNotContain(compare.Output.Lines, line => line.StartsWith("  select", StringComparison.Ordinal));
    }

    /// <summary>The processes that it has started, by the system's account; the test is skipped where that is no file.</summary>
    /// <param name="compare">The comparison.</param>
    /// <param name="after">Those that are to be gone; null for none.</param>
    private static int[] WaitForChildren(Pollecho compare, int[]? after = null)
    {
        string file = string.Create(CultureInfo.InvariantCulture, $"/proc/{compare.Id}/task/{compare.Id}/children");
        Assert.SkipUnless(File.Exists(file), "This system does not list a process's children in a file.");
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < Patience.Limit; Thread.Sleep(1))
        {
            int[] children = [.. Regex.Matches(string.Concat(Directory.GetDirectories($"/proc/{compare.Id}/task").Select(task => File.ReadAllText(task + "/children"))), @"\d+").Select(match => int.Parse(match.ValueSpan, CultureInfo.InvariantCulture))];
            if (children.Except(after ?? []).Any())
            {
                return children;
            }
        }

        Assert.Fail($"It starts no server. {compare}");
        return [];
    }

    private static void AssertGone(int[] processes)
    {
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < Patience.Limit; Thread.Sleep(10))
        {
            if (processes.All(process => !IsRunning(process)))
            {
                return;
            }
        }

        Assert.Fail("A server was left behind.");
    }

    // A process that has ended and was not waited for by its new parent is not running: state Z.
    private static bool IsRunning(int process)
    {
        try
        {
            return !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
