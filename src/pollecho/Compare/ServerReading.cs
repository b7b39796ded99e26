using System.Diagnostics;
using System.Globalization;

namespace Pollecho.Compare;

/// <summary>
/// What a server under comparison has counted, when it was asked: the line that it answers with. A model counts no
/// calls for nothing and no other work.
/// </summary>
/// <param name="At">When, by the server's clock, as Stopwatch counts.</param>
/// <param name="Accepted">Connections accepted.</param>
/// <param name="BytesOut">Bytes sent.</param>
/// <param name="WouldBlock">Receives and sends that would have blocked; null for a model.</param>
/// <param name="OtherWork">Units of other work; null for a model.</param>
internal sealed record ServerReading(long At, long Accepted, long BytesOut, long? WouldBlock, long? OtherWork)
{
    /// <summary>The line.</summary>
    public string Line => string.Create(CultureInfo.InvariantCulture, $"{At} {Accepted} {BytesOut} {WouldBlock ?? -1} {OtherWork ?? -1}");

    /// <summary>Reads the line; null if it is another.</summary>
    public static ServerReading? Parse(string line)
    {
        var numbers = new List<long>();
        foreach (string word in line.Split(' '))
        {
            if (long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
            {
                numbers.Add(number);
            }
        }

        return numbers.Count == 5 ? new(numbers[0], numbers[1], numbers[2], Known(numbers[3]), Known(numbers[4])) : null;
    }

    /// <summary>Time since an earlier reading.</summary>
    public TimeSpan Since(ServerReading earlier) => Stopwatch.GetElapsedTime(earlier.At, At);

    private static long? Known(long number) => number >= 0 ? number : null;
}
