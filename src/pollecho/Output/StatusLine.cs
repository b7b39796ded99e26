using Pollecho.Platform;

namespace Pollecho.Output;

/// <summary>
/// One line at the bottom of a terminal, on stderr, rewritten in place, with lines printed above it. Shows nothing where
/// stderr is no terminal. Safe for several threads.
/// </summary>
internal sealed class StatusLine
{
    // From the cursor to the end of the screen (ECMA-48 ED).
    private const string EraseRest = "\u001b[J";

    // A blank first: tmux takes an erasure from the first place of the screen for a whole page, and keeps that in its
    // history (screen_write_clearendofscreen, https://github.com/tmux/tmux/blob/master/screen-write.c).
    private const string Erase = "\r " + EraseRest + "\r";

    /// <summary>How often to replace the line, to be seen moving and yet read.</summary>
    public static readonly TimeSpan Often = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly TextWriter _terminal;
    private bool _shown;

    /// <summary>A status line on stderr, shown if <paramref name="wanted"/> and stderr is a terminal.</summary>
    public StatusLine(bool wanted)
    {
        _terminal = Console.Error;
        IsLive = wanted && !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb"
            && TerminalMode.TakesControlCodes();
    }

    /// <summary>Does work that takes a while, with a line on stderr that is gone afterwards, however that ends.</summary>
    public static T During<T>(Func<StatusLine, T> work)
    {
        var status = new StatusLine(wanted: true);
        try
        {
            return work(status);
        }
        finally
        {
            status.Clear();
        }
    }

    /// <summary>Whether the line is shown at all.</summary>
    public bool IsLive { get; private set; }

    /// <summary>Replaces the line. If it is too long for the terminal, the last fields, which two spaces separate, are left out.</summary>
    public void Show(string text)
    {
        if (!IsLive)
        {
            return;
        }

        lock (_lock)
        {
            // And back to its start: a narrower window folds the line, and the cursor stays with its character. From the
            // start all of it can be erased, from the end only the last piece.
            Write($"\r{Fit(text, Console.WindowWidth)}{EraseRest}\r");
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

    /// <summary>Removes the line; does not wait long for a paused terminal.</summary>
    public void Clear()
    {
        if (_lock.TryEnter(Patience))
        {
            try
            {
                EraseShown();
            }
            finally
            {
                _lock.Exit();
            }
        }
    }

    private static string Fit(string text, int width)
    {
        // Not in the last column: a line that runs over leaves the cursor in the next one.
        int room = width - 1;
        if (room <= 0 || text.Length <= room)
        {
            return text;
        }

        int end = text.LastIndexOf("  ", room, StringComparison.Ordinal);
        return text[..(end > 0 ? end : room)];
    }

    private void EraseShown()
    {
        if (_shown)
        {
            Write(Erase);
            _shown = false;
        }
    }

    private void Write(string text)
    {
        try
        {
            _terminal.Write(text);
            _terminal.Flush();
        }
        catch (IOException)
        {
            // The terminal has gone away, which Windows reports. The line is a courtesy.
            IsLive = false;
        }
    }
}
