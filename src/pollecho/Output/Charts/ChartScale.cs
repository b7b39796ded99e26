namespace Pollecho.Output.Charts;

/// <summary>One axis of a chart.</summary>
/// <param name="Low">The figure at its start.</param>
/// <param name="High">The figure at its end.</param>
/// <param name="IsLog">Whether equal steps are equal factors.</param>
internal sealed record ChartScale(double Low, double High, bool IsLog)
{
    /// <summary>An axis of equal factors has no place for 0: what is less than this is shown as this.</summary>
    private const double Least = 0.1;

    /// <summary>More ticks would have figures that run into one another.</summary>
    private const int MostTicks = 6;

    /// <summary>The round figures of a power of ten: the fewer, the more powers there are. Of any axis the first that is not too many has two.</summary>
    private static readonly double[][] Factors = [[1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8], [1, 1.5, 2, 3, 5, 7], [1, 2, 5], [1]];

    /// <summary>An axis of equal steps.</summary>
    public static ChartScale Linear(double low, double high) => new(low, high, false);

    /// <summary>An axis of equal factors that holds all of these.</summary>
    public static ChartScale Around(IEnumerable<double> figures)
    {
        double[] all = [.. figures.Select(figure => Math.Max(figure, Least))];
        return new(all.Min() / 1.3, all.Max() * 1.3, true);
    }

    /// <summary>Where a figure is, from 0 to 1.</summary>
    public double Place(double figure) => IsLog
        ? Math.Log(Math.Max(figure, Least) / Low) / Math.Log(High / Low)
        : (figure - Low) / (High - Low);

    /// <summary>Round figures along an axis of equal factors.</summary>
    public IEnumerable<double> Ticks() =>
        Factors.Select(factors => Ticks(factors).ToArray()).FirstOrDefault(ticks => ticks.Length <= MostTicks) ?? Ticks([1]).Where((_, i) => i % 2 == 0);

    private IEnumerable<double> Ticks(double[] factors)
    {
        for (double power = Math.Pow(10, Math.Floor(Math.Log10(Low))); power <= High; power *= 10)
        {
            foreach (double factor in factors.Where(factor => factor * power >= Low && factor * power <= High))
            {
                yield return factor * power;
            }
        }
    }
}
