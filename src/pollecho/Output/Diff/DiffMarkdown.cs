using System.Text;
using Pollecho.Diff;

namespace Pollecho.Output.Diff;

/// <summary>What changed as Markdown, for a pull request: the summary first, then the tables.</summary>
internal static class DiffMarkdown
{
    /// <summary>Writes it.</summary>
    public static void Write(TextWriter output, DiffResult result, IReadOnlyList<ChangeCondition> conditions)
    {
        output.WriteLine($"**{DiffWords.Summary(result)}** {Plain(DiffWords.Title(result))}.");
        string[] lines = [.. conditions.Select(condition => condition.Explain(result)), .. DiffWords.Warnings(result).Select(warning => $"warning: {warning}")];
        if (lines.Length > 0)
        {
            output.WriteLine();
            Array.ForEach(lines, line => output.WriteLine($"- {Plain(line)}"));
        }

        foreach ((string section, IReadOnlyList<IReadOnlyList<string>> rows) in DiffWords.Tables(result))
        {
            output.WriteLine();
            if (section.Length > 0)
            {
                output.WriteLine($"**{section}**");
                output.WriteLine();
            }

            output.WriteLine($"| {string.Join(" | ", rows[0])} |");
            output.WriteLine("|---|--:|--:|--:|---|");
            foreach (IReadOnlyList<string> row in rows.Skip(1))
            {
                output.WriteLine($"| {string.Join(" | ", row.Select((cell, i) => cell is "worse" or "better" ? $"**{cell}**" : i == 0 ? $"`{cell}`" : cell))} |");
            }
        }

        output.WriteLine();
        output.WriteLine(DiffWords.Legend(result));
    }

    /// <summary>Text from elsewhere, in which nothing is markup: with a backslash before each sign of ASCII (CommonMark, 2.4).</summary>
    private static string Plain(string text)
    {
        var plain = new StringBuilder();
        foreach (char letter in Escape.Line(text))
        {
            plain.Append(letter is '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '&' or '#' or '|' or '!' or '@' ? "\\" : "").Append(letter);
        }

        return plain.ToString();
    }
}
