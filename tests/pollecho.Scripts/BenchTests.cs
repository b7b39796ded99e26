namespace Pollecho.Scripts;

/// <summary>What of the benchmarks can be tried without running them.</summary>
public sealed class BenchTests
{
    [Theory]
    [InlineData("tests/bench/test_paired.py")]
    [InlineData("tests/bench/test_verdicts.py")]
    public void The_benchmarks_own_tests_pass(string test)
    {
        (int exitCode, string output) = Repository.Run("python3", [test]);

        Assert.True(exitCode == 0 && output.Contains("OK", StringComparison.Ordinal), output);
    }
}
