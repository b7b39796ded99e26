using Pollecho.Output;

namespace Pollecho.Tests.Output;

/// <summary>What is printed on a terminal after Ctrl+C.</summary>
public sealed class InterruptedLinesTests : IDisposable
{
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StringWriter _errors = new() { NewLine = "\n" };
    private bool _interrupted;

    public void Dispose()
    {
        _output.Dispose();
        _errors.Dispose();
    }

    [Fact]
    public void What_follows_an_interrupt_begins_a_line_once()
    {
        using var lines = new InterruptedLines(_output, _output, () => _interrupted);
        lines.WriteLine("before");
        _interrupted = true;
        lines.WriteLine("after");
        lines.Write("more");
        lines.Break();

        Assert.Equal("before\n\nafter\nmore", _output.ToString());
    }

    [Fact]
    public void Where_the_terminal_is_the_other_stream_the_line_begins_there()
    {
        using var lines = new InterruptedLines(_output, _errors, () => _interrupted);
        _interrupted = true;
        lines.Write("{}\n");

        Assert.Equal(("{}\n", "\n"), (_output.ToString(), _errors.ToString()));
    }

    [Fact]
    public void Without_a_terminal_nothing_is_added()
    {
        using var lines = new InterruptedLines(_output, terminal: null, () => true);
        lines.Write("{}\n");
        lines.Break();

        Assert.Equal("{}\n", _output.ToString());
    }
}
