using System.Globalization;
using Pollecho.Text;

namespace Pollecho.Commands;

/// <summary>The bounds of a number on the command line.</summary>
/// <param name="Read">Reads a number of that form; null if it is malformed.</param>
/// <param name="Lowest">The lowest, as typed.</param>
/// <param name="Highest">The highest.</param>
internal sealed record Bounds(Func<string, double?> Read, string Lowest, string Highest)
{
    /// <summary>The bounds of a duration that is not zero: ticks of TimeSpan, and what a timer takes.</summary>
    public static readonly Bounds Duration = new(Units.ReadDuration, "100ns", Units.LongestDuration);

    /// <summary>The same with zero.</summary>
    public static readonly Bounds AnyDuration = Duration with { Lowest = "0" };

    /// <summary>Those of a whole number without a unit.</summary>
    public static Bounds Whole(int lowest, int highest) => new(ReadDigits, $"{lowest}", $"{highest}");

    /// <summary>Why a well-formed number is refused, as <c>99999 is over 65535</c>; null if it is malformed, or within bounds.</summary>
    public string? Outside(string text) => Read(text) is not { } number ? null
        : number > Read(Highest) ? $"{text} is over {Highest}"
        : number < Read(Lowest) ? $"{text} is under {Lowest}"
        : null;

    /// <summary>Reads what is within them.</summary>
    /// <param name="takes">What that is, for errors.</param>
    /// <param name="convert">Makes the option's value of the number.</param>
    public ValueParser<T> Parser<T>(string takes, Func<double, T> convert) => new(
        takes,
        (string text, out T value) =>
        {
            double? number = Read(text);
            bool isWithin = number is not null && Outside(text) is null;
            value = convert(isWithin ? number!.Value : 0);
            return isWithin;
        },
        Outside);

    private static double? ReadDigits(string text) =>
        double.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out double number) ? number : null;
}
