using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>The loop that the READMEs show beside the notebook's, against the source.</summary>
public sealed class ReadmeLoopTests
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("README.zh-CN.md")]
    public void A_README_shows_the_loop_as_it_is_in_the_source(string file) =>
        Assert.Equal(Loop("src/pollecho/Server/EchoServer.cs"), Loop(file));

    /// <summary>The file's one <c>while</c> block in C#, without the indentation that all its lines have.</summary>
    private static string[] Loop(string file)
    {
        string[] lines = File.ReadAllLines(Path.Combine(ReadmeCommand.Root, file));
        int start = Array.FindIndex(lines, line => line.TrimStart().StartsWith("while (", StringComparison.Ordinal));
        Assert.True(start >= 0, $"{file} shows no loop.");
        string indent = lines[start][..lines[start].IndexOf('w', StringComparison.Ordinal)];
        int end = Array.IndexOf(lines, indent + "}", start);
        return [.. lines[start..(end + 1)].Select(line => line.StartsWith(indent, StringComparison.Ordinal) ? line[indent.Length..] : line)];
    }
}
