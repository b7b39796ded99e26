using System.Text;
using System.Text.RegularExpressions;

namespace Pollecho.EndToEnd;

/// <summary>
/// What a child process writes to stdout or stderr, collected by a thread of its own, so that the child never
/// blocks on a full pipe and a test can wait for what it is to say.
/// </summary>
internal sealed class CapturedOutput
{
    private readonly object _changed = new();
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _line = new();
    private readonly List<string> _lines = [];
    private bool _ended;

    /// <summary>Starts to collect.</summary>
    public CapturedOutput(TextReader reader) => new Thread(() => Collect(reader)) { IsBackground = true }.Start();

    /// <summary>Everything so far, as it came.</summary>
    public string Text
    {
        get
        {
            lock (_changed)
            {
                return _text.ToString();
            }
        }
    }

    /// <summary>The whole lines so far, and at the end of the output a last one without line end.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_changed)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>Waits for a line that matches; null if none came in time.</summary>
    /// <param name="pattern">The regular expression.</param>
    /// <param name="after">How many lines to pass over first.</param>
    public Match? WaitForLine(string pattern, int after = 0)
    {
        var regex = new Regex(pattern, RegexOptions.CultureInvariant);
        Match? found = null;
        int next = after;
        WaitUntil(() =>
        {
            for (; next < _lines.Count && found is null; next++)
            {
                Match match = regex.Match(_lines[next]);
                found = match.Success ? match : null;
            }

            return found is not null;
        });
        return found;
    }

    /// <summary>Waits for a text, which need not be a whole line; false if it did not come in time.</summary>
    public bool WaitForText(string text) => WaitUntil(() => _text.ToString().Contains(text, StringComparison.Ordinal));

    /// <summary>Waits until the last process that could write has closed the output; false if it did not in time.</summary>
    public bool WaitForEnd() => WaitUntil(() => _ended);

    /// <summary>Waits for a condition, looked at under the lock after every change; false when it cannot become true any more.</summary>
    private bool WaitUntil(Func<bool> condition)
    {
        long deadline = Environment.TickCount64 + Patience.Milliseconds;
        lock (_changed)
        {
            while (!condition())
            {
                long left = deadline - Environment.TickCount64;
                if (_ended || left <= 0)
                {
                    return false;
                }

                Monitor.Wait(_changed, (int)left);
            }

            return true;
        }
    }

    private void Collect(TextReader reader)
    {
        char[] buffer = new char[4096];
        try
        {
            for (int count; (count = reader.Read(buffer, 0, buffer.Length)) > 0;)
            {
                Add(buffer.AsSpan(0, count));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // A terminal that is gone reads as an error, not as an end; a child that was killed may be disposed meanwhile.
        }

        lock (_changed)
        {
            EndLine(onlyIfBegun: true);
            _ended = true;
            Monitor.PulseAll(_changed);
        }
    }

    private void Add(ReadOnlySpan<char> characters)
    {
        lock (_changed)
        {
            _text.Append(characters);
            foreach (char c in characters)
            {
                if (c == '\n')
                {
                    EndLine(onlyIfBegun: false);
                }
                else
                {
                    _line.Append(c);
                }
            }

            Monitor.PulseAll(_changed);
        }
    }

    private void EndLine(bool onlyIfBegun)
    {
        if (onlyIfBegun && _line.Length == 0)
        {
            return;
        }

        _lines.Add(_line.ToString().TrimEnd('\r'));
        _line.Clear();
    }
}
