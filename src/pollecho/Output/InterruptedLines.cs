using System.Text;

namespace Pollecho.Output;

/// <summary>
/// Output that begins a new line on the terminal after Ctrl+C, once: the terminal has shown <c>^C</c> by then. For one thread
/// at a time.
/// </summary>
/// <param name="output">Where the text goes.</param>
/// <param name="terminal">Where the new line is begun: the terminal that shows what is typed; null for none.</param>
/// <param name="isInterrupted">Whether Ctrl+C was typed.</param>
internal sealed class InterruptedLines(TextWriter output, TextWriter? terminal, Func<bool> isInterrupted) : TextWriter
{
    private bool _isDone;

    /// <summary>Standard output, with the terminal that it or standard error leads to.</summary>
    public static InterruptedLines OfStdout(Func<bool> isInterrupted) =>
        new(Console.Out, !Console.IsOutputRedirected ? Console.Out : !Console.IsErrorRedirected ? Console.Error : null, isInterrupted);

    /// <inheritdoc/>
    public override Encoding Encoding => output.Encoding;

    /// <summary>Begins the new line now, if it is due.</summary>
    public void Break()
    {
        if (!_isDone && terminal is not null && isInterrupted())
        {
            _isDone = true;
            terminal.WriteLine();
        }
    }

    /// <inheritdoc/>
    public override void Write(char value)
    {
        Break();
        output.Write(value);
    }

    /// <inheritdoc/>
    public override void Write(string? value)
    {
        Break();
        output.Write(value);
    }

    /// <inheritdoc/>
    public override void WriteLine(string? value)
    {
        Break();
        output.WriteLine(value);
    }
}
