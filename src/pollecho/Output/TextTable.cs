namespace Pollecho.Output;

/// <summary>
/// A table as text: the first column to the left, figures to the right. One that is wider than the lines may be has its
/// headings on several lines; where that is not enough, it is several tables, each with the first column and some of the others,
/// or where not even two columns have room, a block for each row.
/// </summary>
internal static class TextTable
{
    /// <summary>What is shown in any table, also one of another form, where there is no figure.</summary>
    public const string None = "–";

    private const int Gap = 2;

    /// <summary>Writes it.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="rows">Its head, then its rows.</param>
    /// <param name="width">How many columns a line may have; null for as many as there are.</param>
    public static void Write(TextWriter output, IReadOnlyList<IReadOnlyList<string>> rows, int? width)
    {
        int[] columns = [.. Enumerable.Range(0, rows[0].Count)];
        int[] widths = [.. columns.Select(column => rows.Max(row => row[column].Length))];
        if (width is not int most || Width(columns, widths) <= most)
        {
            WriteRows(output, rows, columns, widths);
            return;
        }

        // Each column as narrow as its figures and the words of its heading are.
        widths = [.. columns.Select(column => Math.Max(rows.Skip(1).Select(row => row[column].Length).DefaultIfEmpty().Max(), rows[0][column].Split(' ').Max(word => word.Length)))];
        if (columns.Skip(1).Any(column => Width([0, column], widths) > most))
        {
            WriteBlocks(output, rows, most);
            return;
        }

        string[][] headings = [.. columns.Select(column => WordWrap.Lines(rows[0][column], widths[column], indent: 0).ToArray())];
        List<int> part = [0];
        foreach (int column in columns.Skip(1))
        {
            if (part.Count > 1 && Width([.. part, column], widths) > most)
            {
                WritePart();
                output.WriteLine();
                part = [0];
            }

            part.Add(column);
        }

        WritePart();

        void WritePart()
        {
            int height = part.Max(column => headings[column].Length);
            IEnumerable<string[]> head = Enumerable.Range(0, height).Select(line => columns.Select(column => Line(headings[column], line - height + headings[column].Length)).ToArray());
            WriteRows(output, [.. head, .. rows.Skip(1)], part, widths);
        }
    }

    /// <summary>A line of a heading, which ends beside the last line of the others.</summary>
    private static string Line(string[] heading, int line) => line < 0 || line >= heading.Length ? "" : heading[line];

    private static int Width(IReadOnlyList<int> columns, int[] widths) => columns.Sum(column => Gap + widths[column]);

    private static void WriteRows(TextWriter output, IReadOnlyList<IReadOnlyList<string>> rows, IReadOnlyList<int> columns, int[] widths)
    {
        foreach (IReadOnlyList<string> row in rows)
        {
            IEnumerable<string> cells = columns.Select(column => column == 0 ? row[column].PadRight(widths[column]) : row[column].PadLeft(widths[column]));
            output.WriteLine(string.Concat(cells.Select(cell => new string(' ', Gap) + cell)).TrimEnd(' '));
        }
    }

    private static void WriteBlocks(TextWriter output, IReadOnlyList<IReadOnlyList<string>> rows, int width)
    {
        foreach (IReadOnlyList<string> row in rows.Skip(1))
        {
            output.Write(new string(' ', Gap) + row[0], width, indent: Gap);
            for (int column = 1; column < row.Count; column++)
            {
                output.Write(new string(' ', 2 * Gap) + $"{rows[0][column]} {row[column]}", width, indent: 3 * Gap);
            }
        }
    }
}
