using Pollecho.Diff;

namespace Pollecho.Output.Diff;

/// <summary>What changed as text to read.</summary>
internal static class DiffText
{
    /// <summary>Writes it as aligned text.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="page">How wide that is, and which signs it shows.</param>
    /// <param name="result">What changed.</param>
    /// <param name="conditions">What is asked of it.</param>
    public static void Write(TextWriter output, TextPage page, DiffResult result, IReadOnlyList<ChangeCondition> conditions)
    {
        page.Write(output, Escape.Line($"pollecho diff: {DiffWords.Title(result)}"), indent: 2);
        foreach ((string section, IReadOnlyList<IReadOnlyList<string>> rows) in DiffWords.Tables(result))
        {
            output.WriteLine();
            if (section.Length > 0)
            {
                page.Write(output, section, indent: 2, TextStyle.Strong);
            }

            TextTable.Write(output, [.. rows.Select(row => (string[])[.. row.Select(page.Glyphs)])], page.Width);
        }

        output.WriteLine();
        page.Write(output, DiffWords.Legend(result), indent: 0);
        foreach (string warning in DiffWords.Warnings(result))
        {
            page.Write(output, Escape.Line($"warning: {warning}"), indent: 2, TextStyle.Warn);
        }

        output.WriteLine();
        page.Write(output, DiffWords.Summary(result), indent: 0, TextStyle.Strong);
        foreach (ChangeCondition condition in conditions)
        {
            page.Write(output, condition.Explain(result), indent: 2);
        }
    }
}
