using System.CommandLine;
using System.Globalization;

namespace Pollecho.Commands;

/// <summary><c>--percentiles LIST</c>: those that a report shows.</summary>
internal sealed class PercentilesOption
{
    /// <summary>Those of a load that are reported if none are asked for.</summary>
    public static readonly double[] OfLoad = [50, 90, 99, 99.9, 99.99];

    private static readonly Bounds PercentileBounds = new(ReadPercentile, "0", "100");

    private readonly double[] _defaults;

    /// <summary>Creates the option.</summary>
    /// <param name="defaults">Those that are reported if none are asked for.</param>
    public PercentilesOption(double[] defaults)
    {
        _defaults = defaults;
        Option = new CheckedOption<double[]?>(
            "--percentiles",
            [],
            "LIST",
            $"Which percentiles to report [default: {string.Join(',', defaults.Select(percentile => percentile.ToString(CultureInfo.InvariantCulture)))}]",
            new("percentiles over 0 up to 100 such as 50,99,99.9", TryRead, Outside));
    }

    /// <summary>The option.</summary>
    public Option<double[]?> Option { get; }

    /// <summary>The percentiles that were asked for, or else the default ones.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="defaults">Those, where a report has others than help says.</param>
    public double[] Read(ParseResult result, double[]? defaults = null) =>
        // Of an option that was not given, an array is empty, not null.
        result.GetValue(Option) is { Length: > 0 } asked ? asked : defaults ?? _defaults;

    private static bool TryRead(string text, out double[]? value)
    {
        value = [.. text.Split(',').Select(part => ReadPercentile(part) ?? -1)];
        return value.All(percentile => percentile is > 0 and <= 100);
    }

    private static string? Outside(string text) => text.Split(',').Select(PercentileBounds.Outside).FirstOrDefault(outside => outside is not null);

    private static double? ReadPercentile(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double percentile) ? percentile : null;
}
