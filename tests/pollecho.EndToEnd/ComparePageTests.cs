using System.Text.RegularExpressions;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>The comparison's page, in a real browser.</summary>
public class ComparePageTests
{
    [Fact]
    public void Loads_in_a_browser_without_an_error_and_with_every_chart_drawn()
    {
        PollechoBinary.SkipUnlessItStartsItself();
        Assert.SkipUnless(Tool.IsInstalled("chromium"), "There is no chromium here.");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("pollecho-page");
        try
        {
            string page = Path.Combine(folder.FullName, "page.html"), picture = Path.Combine(folder.FullName, "picture.svg");
            using (Pollecho compare = Pollecho.Run("compare", "--quick", "--runs", "3", "--strategies", "spin,select,async", "--idle-connections", "20", "--html", page, "--svg", picture))
            {
                Assert.True(compare.ExitCode == 0, $"{compare}");
            }

            // A picture names its namespace; nothing else may come from elsewhere.
            const string Elsewhere = @"<script|(?<!xmlns="")https?://|@import|url\(|NaN|Infinity";
            Assert.DoesNotMatch(Elsewhere, File.ReadAllText(page));
            Assert.DoesNotMatch(Elsewhere, File.ReadAllText(picture));
            Assert.InRange(Regex.Count(Load(picture, folder.FullName), "<path"), 2, 6);

            string[] parts = Load(page, folder.FullName).Split("<h2>Workloads</h2>");
            MatchCollection exchanges = Regex.Matches(parts[0], "<svg class=\"chart\".*?</svg>", RegexOptions.Singleline);
            Assert.Equal(3, exchanges.Count);
            Assert.All(exchanges, exchange => Assert.Contains("bytes ready", exchange.Value, StringComparison.Ordinal));
            MatchCollection charts = Regex.Matches(parts[1], "<svg class=\"chart\".*?</svg>", RegexOptions.Singleline);
            Assert.InRange(charts.Count, 1, 10);
            Assert.SkipWhen(
                File.ReadAllText(page).Contains("this machine was busy", StringComparison.Ordinal), "The machine is too busy to have figures of every strategy.");
            Assert.Equal(10, charts.Count);
            Assert.All(charts, chart => Assert.True(Regex.Count(chart.Value, @"<polyline[^>]* points=""[\d., ]{20,}""|<path|<rect") >= 2, chart.Value));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>What the browser makes of a file, which it must load without a complaint.</summary>
    private static string Load(string file, string folder)
    {
        using ChildProcess browser = ChildProcess.Start(
            "chromium",
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--enable-logging=stderr", $"--user-data-dir={folder}/profile", "--dump-dom", new Uri(file).AbsoluteUri,
            ]);
        var dom = new CapturedOutput(browser.Process.StandardOutput);
        var log = new CapturedOutput(browser.Process.StandardError);
        Assert.True(browser.WaitForExit() && dom.WaitForEnd() && log.WaitForEnd(), log.Text);
        Assert.DoesNotContain("CONSOLE", log.Text, StringComparison.Ordinal);
        return dom.Text;
    }
}
