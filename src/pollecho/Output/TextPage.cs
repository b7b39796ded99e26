using System.Text;
using Pollecho.Platform;

namespace Pollecho.Output;

/// <summary>Where text goes: how wide that is, and whether it shows colours and signs beyond ASCII.</summary>
/// <param name="Width">How many characters a line may have.</param>
/// <param name="HasColour">Whether it takes colours.</param>
/// <param name="IsUtf8">Whether it shows UTF-8.</param>
internal sealed record TextPage(int Width, bool HasColour, bool IsUtf8)
{
    /// <summary>The width of text that goes to a file or another program.</summary>
    private const int Usual = 80;

    private static readonly string[] LocaleVariables = ["LC_ALL", "LC_CTYPE", "LANG"];

    private static readonly (char Sign, string Ascii)[] Signs =
    [
        ('─', "-"), ('–', "-"), ('═', "="), ('▶', ">"), ('◀', "<"), ('┃', "|"), ('┊', ":"), ('●', "*"), ('×', "x"), ('µ', "u"), ('→', "->"), ('←', "<-"), ('·', ";"), ('…', "..."), ('█', "#"), ('▏', "|"), ('│', "|"), ('○', "o"), ('≥', ">="), ('↑', "^"),
    ];

    /// <summary>Standard output as it is: a terminal with its width, colours unless NO_COLOR is set (https://no-color.org), and the locale's characters; else 80 columns of UTF-8.</summary>
    public static TextPage OfStdout()
    {
        if (Console.IsOutputRedirected)
        {
            return new(Usual, false, true);
        }

        bool colour = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") != "dumb" && TerminalMode.TakesControlCodes();
        return new(TerminalWidth.OfOutput ?? Usual, colour, OperatingSystem.IsWindows() || LocaleIsUtf8(Environment.GetEnvironmentVariable));
    }

    /// <summary>Whether the locale's characters are UTF-8: the first of these variables that is set decides (locale(7)).</summary>
    public static bool LocaleIsUtf8(Func<string, string?> variable)
    {
        string locale = LocaleVariables.Select(variable).FirstOrDefault(value => !string.IsNullOrEmpty(value)) ?? "";
        return locale.Contains("UTF-8", StringComparison.OrdinalIgnoreCase) || locale.Contains("utf8", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Text in signs that can be shown.</summary>
    public string Glyphs(string text)
    {
        if (IsUtf8)
        {
            return text;
        }

        var ascii = new StringBuilder(text);
        foreach ((char sign, string instead) in Signs)
        {
            ascii.Replace(sign.ToString(), instead);
        }

        return ascii.ToString();
    }

    /// <summary>Text in its colour.</summary>
    public string Style(TextStyle style, string text)
    {
        string code = style switch
        {
            TextStyle.Strong => "1",
            TextStyle.Faint => "2",
            TextStyle.Good => "32",
            TextStyle.Warn => "33",
            TextStyle.Bad => "31",
            TextStyle.Copy => "36",
            _ => "",
        };
        string shown = Glyphs(text);
        return HasColour && code.Length > 0 && shown.Length > 0 ? $"\u001b[{code}m{shown}\u001b[0m" : shown;
    }

    /// <summary>Writes a paragraph, in lines that fit.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="text">The paragraph; blanks at its start are kept.</param>
    /// <param name="indent">With how many blanks the lines after the first one begin.</param>
    /// <param name="style">Its style.</param>
    public void Write(TextWriter output, string text, int indent, TextStyle style = TextStyle.Plain)
    {
        foreach (string line in WordWrap.Lines(Glyphs(text), Width, indent))
        {
            output.WriteLine(Style(style, line));
        }
    }
}
