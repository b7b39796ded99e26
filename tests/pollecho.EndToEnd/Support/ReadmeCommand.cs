using System.Globalization;
using System.Text.RegularExpressions;

namespace Pollecho.EndToEnd;

/// <summary>
/// A command that a document shows: in a <c>console</c> block, with its output under it, or in the last column of a table.
/// </summary>
/// <param name="File">The document, as a path from <see cref="Root"/>.</param>
/// <param name="Line">The line it is on, from 1.</param>
/// <param name="Text">The command, without the prompt.</param>
/// <param name="Output">The lines up to the next command or the end of the block; none in a table.</param>
internal sealed record ReadmeCommand(string File, int Line, string Text, string[] Output)
{
    /// <summary>The folder of README.md.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The documents that explain how to use it, as paths from <see cref="Root"/>.</summary>
    public static IReadOnlyList<string> Guides { get; } = ["README.md", "README.zh-CN.md", "LESSONS.md"];

    /// <summary>The commands of the guides and of RESULTS.md, in order.</summary>
    public static IReadOnlyList<ReadmeCommand> All() => [.. Guides.Append("tests/bench/RESULTS.md").SelectMany(In)];

    /// <summary>The text of a document.</summary>
    public static string TextOf(string file) => System.IO.File.ReadAllText(Path.Combine(Root, file));

    /// <summary>
    /// The arguments of a pollecho command, up to <c>&amp;&amp;</c> or a pipe: the port replaced, and what takes long shortened.
    /// </summary>
    public static string[] Arguments(string text, int port)
    {
        string free = port.ToString(CultureInfo.InvariantCulture);
        string[] words = [.. Regex.Matches(text, @"'[^']*'|\S+").Select(word => word.Value.Trim('\'')).TakeWhile(word => word is not ("&&" or "|" or ">" or "#")).Skip(1)];
        for (int i = 1; i < words.Length; i++)
        {
            words[i] = words[i - 1] switch
            {
                "-p" or "--port" => free,
                "-d" or "--duration" => "300ms",
                "-w" or "--warmup" => "100ms",
                "-i" or "--interval" => "1ms",

                // A rate that a busy machine can drive.
                "-q" or "--rate" => "200",
                "--bind" => "127.0.0.1",
                "--idle-connections" => "20",

                // On a busy machine the client itself may keep nothing shorter, and say so.
                "--fail-if" => Regex.Replace(words[i], @"^(p\d+)>.+", "$1>9s"),
                "--while" => Regex.Replace(words[i], "<.+", "<5s"),
                _ => Regex.Replace(words[i], @"^([\w.]+):\d+$", $"127.0.0.1:{free}"),
            };
        }

        if (words[0] == "compare")
        {
            string[] crowd = words.Contains("--idle-connections") ? [] : ["--idle-connections", "20"];
            return [.. words, "--quick", "--runs", "1", "--connections", "4", .. crowd];
        }

        if (words[0] == "timeline")
        {
            return words;
        }

        if (words[0] == "sweep" && !words.Contains("--rates"))
        {
            // Else it takes as long as the server carries more.
            words = [.. words, "--rates", "100..200", "--steps", "2", "-d", "300ms", "-w", "100ms"];
        }

        bool named = words.Any(word => word is "-p" or "--port" || word.EndsWith($":{free}", StringComparison.Ordinal));
        return named ? words : [.. words, "--port", free];
    }

    private static List<ReadmeCommand> In(string file)
    {
        string[] lines = System.IO.File.ReadAllLines(Path.Combine(Root, file));
        var commands = new List<ReadmeCommand>();
        for (int i = 0; i < lines.Length; i++)
        {
            Match cell = Regex.Match(lines[i], @"\| `(pollecho [^`]+)` \|$");
            if (cell.Success)
            {
                commands.Add(new ReadmeCommand(file, i + 1, cell.Groups[1].Value, []));
            }

            if (lines[i] != "```console")
            {
                continue;
            }

            int end = Array.IndexOf(lines, "```", i);
            int[] prompts = [.. Enumerable.Range(i + 1, end - i - 1).Where(at => lines[at].StartsWith("$ ", StringComparison.Ordinal))];
            for (int p = 0; p < prompts.Length; p++)
            {
                int next = p + 1 < prompts.Length ? prompts[p + 1] : end;
                commands.Add(new ReadmeCommand(file, prompts[p] + 1, lines[prompts[p]][2..], lines[(prompts[p] + 1)..next]));
            }

            i = end;
        }

        return commands;
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder, "pollecho.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException($"There is no pollecho.sln above {AppContext.BaseDirectory}.");
    }
}
