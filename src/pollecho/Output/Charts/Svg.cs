using System.Globalization;

namespace Pollecho.Output.Charts;

/// <summary>Numbers as SVG has them.</summary>
internal static class Svg
{
    /// <summary>A coordinate, to a tenth of a unit.</summary>
    public static string At(double coordinate) => coordinate.ToString("0.#", CultureInfo.InvariantCulture);
}
