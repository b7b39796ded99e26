namespace Pollecho.Sweep;

/// <summary>Rates, each the same factor above the one before. All are rounded to figures that people can say.</summary>
internal static class RateLadder
{
    private const int Digits = 4;

    /// <summary>The given number of rates from the lowest to the highest, both included; fewer where they are too close to be told apart.</summary>
    public static IReadOnlyList<double> Between(double lowest, double highest, int steps) =>
        [.. Enumerable.Range(0, steps).Select(step => step == 0 ? lowest : step == steps - 1 ? highest : Math.Clamp(Round(lowest * Math.Pow(highest / lowest, step / (steps - 1.0))), lowest, highest)).Distinct()];

    /// <summary>Rates that double from the lowest up to the highest, which is the last.</summary>
    public static IReadOnlyList<double> Doubling(double lowest, double highest)
    {
        List<double> rates = [];
        for (double rate = lowest; rate < highest; rate *= 2)
        {
            rates.Add(rate);
        }

        return [.. rates, highest];
    }

    /// <summary>A rate of four digits.</summary>
    public static double Round(double rate)
    {
        double unit = Math.Pow(10, Math.Floor(Math.Log10(rate)) + 1 - Digits);
        return unit < 1 ? Math.Round(rate * (1 / unit)) / (1 / unit) : Math.Round(rate / unit) * unit;
    }
}
