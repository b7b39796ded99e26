namespace Pollecho.Output;

/// <summary>
/// One line at the bottom of a terminal that is written again and again, on stderr, with lines printed above it.
/// Where stderr is no terminal it shows nothing. Safe for several threads.
/// </summary>
public sealed class StatusLine
{
    // Back to the first column, and erase to the end of the line (ECMA-48 EL).
    private const string Erase = "\r\u001b[K";

    private readonly Lock _lock = new();
    private readonly TextWriter _terminal;
    private bool _shown;

    /// <summary>A status line on stderr, shown if <paramref name="wanted"/> and stderr is a terminal.</summary>
    public StatusLine(bool wanted)
    {
        _terminal = Console.Error;
        IsLive = wanted && !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";
    }

    /// <summary>Whether the line is to be seen at all.</summary>
    public bool IsLive { get; }

    /// <summary>Replaces the line. What is too long for the terminal is cut off.</summary>
    public void Show(string text)
    {
        if (!IsLive)
        {
            return;
        }

        lock (_lock)
        {
            int width = Console.WindowWidth;
            _terminal.Write(Erase + (width > 1 && text.Length >= width ? text[..(width - 1)] : text));
            _terminal.Flush();
            _shown = true;
        }
    }

    /// <summary>Prints a line on <paramref name="output"/>, above the status line if both are on one terminal.</summary>
    public void Print(TextWriter output, string text)
    {
        lock (_lock)
        {
            EraseShown();
            output.WriteLine(text);
            output.Flush();
        }
    }

    /// <summary>Takes the line away.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            EraseShown();
        }
    }

    private void EraseShown()
    {
        if (_shown)
        {
            _terminal.Write(Erase);
            _terminal.Flush();
            _shown = false;
        }
    }
}
