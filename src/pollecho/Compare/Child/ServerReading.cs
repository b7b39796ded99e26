using System.Diagnostics;
using System.Globalization;

namespace Pollecho.Compare.Child;

/// <summary>
/// What a server under comparison has counted, when it was asked: the line that it answers with. A model counts no
/// empty calls and no other work.
/// </summary>
/// <param name="At">When, by the server's clock, as Stopwatch counts.</param>
/// <param name="Accepted">Connections accepted.</param>
/// <param name="BytesOut">Bytes sent.</param>
/// <param name="EmptyCalls">Calls that found nothing; null for a model.</param>
/// <param name="OtherWork">Units of other work; null for a model.</param>
internal sealed record ServerReading(long At, long Accepted, long BytesOut, long? EmptyCalls, long? OtherWork)
{
    private const long Unknown = -1;

    /// <summary>The line.</summary>
    public string Line => string.Create(CultureInfo.InvariantCulture, $"{At} {Accepted} {BytesOut} {EmptyCalls ?? Unknown} {OtherWork ?? Unknown}");

    /// <summary>Reads the line: five numbers with a space between, and nothing else; null if it is another.</summary>
    public static ServerReading? Parse(string line)
    {
        string[] words = line.Split(' ');
        long[] numbers = new long[5];
        for (int i = 0; i < numbers.Length; i++)
        {
            bool known = words.Length == numbers.Length && long.TryParse(words[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out numbers[i]);
            if (!known || numbers[i] < (i < 3 ? 0 : Unknown))
            {
                return null;
            }
        }

        return new(numbers[0], numbers[1], numbers[2], Known(numbers[3]), Known(numbers[4]));
    }

    /// <summary>Time since an earlier reading.</summary>
    public TimeSpan Since(ServerReading earlier) => Stopwatch.GetElapsedTime(earlier.At, At);

    private static long? Known(long number) => number == Unknown ? null : number;
}
