namespace Pollecho.Output;

/// <summary>Breaks text into lines between words, so that no terminal breaks it within one.</summary>
internal static class WordWrap
{
    /// <summary>The lines of a text that is one line.</summary>
    /// <param name="text">The text; blanks at its beginning are kept.</param>
    /// <param name="width">How many characters a line may have; a longer word has a line of its own. Null for as many as there are.</param>
    /// <param name="indent">With how many blanks the lines after the first one begin.</param>
    public static IEnumerable<string> Lines(string text, int? width, int indent)
    {
        // Where an indentation would take half of the line it is of no help to the reader.
        string blanks = new(' ', Math.Min(indent, (width ?? 0) / 2));
        int first = text.Length - text.TrimStart(' ').Length;
        while (text.Length > width)
        {
            int end = text.LastIndexOf(' ', width.Value);
            end = end > first ? end : text.IndexOf(' ', Math.Min(Math.Max(first, width.Value), text.Length));
            if (end < 0)
            {
                break;
            }

            yield return text[..end].TrimEnd(' ');
            text = blanks + text[end..].TrimStart(' ');
            first = blanks.Length;
        }

        yield return text;
    }

    /// <summary>Writes a text of one line, in several if the width asks for it.</summary>
    public static void Write(this TextWriter output, string text, int? width, int indent)
    {
        foreach (string line in Lines(text, width, indent))
        {
            output.WriteLine(line);
        }
    }
}
