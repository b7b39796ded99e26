using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>The manual page, as man(1) shows it.</summary>
public sealed class ManualTests
{
    [Fact]
    public void The_page_is_shown_without_a_warning()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Tool.IsInstalled("man") && Tool.IsInstalled("groff"), "There is no man-db with groff here.");
        using Pollecho page = Pollecho.Run("man");
        Assert.Equal(0, page.ExitCode);
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".1");
        try
        {
            File.WriteAllText(file, page.Output.Text);
            using ChildProcess man = ChildProcess.Start(
                "man", ["--warnings", "-l", file], ("MANPAGER", "cat"), ("MANWIDTH", "80"), ("LC_ALL", "C.UTF-8"));
            var shown = new CapturedOutput(man.Process.StandardOutput);
            var warnings = new CapturedOutput(man.Process.StandardError);
            Assert.True(man.WaitForExit() && shown.WaitForEnd() && warnings.WaitForEnd(), "It does not end.");

            Assert.Equal("", warnings.Text);
            Assert.Equal(0, man.Process.ExitCode);
            Assert.Contains("COMMAND SERVER", shown.Text, StringComparison.Ordinal);
            Assert.Contains("--port N", shown.Text, StringComparison.Ordinal);
            Assert.Contains("'p99>2ms'", shown.Text, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
