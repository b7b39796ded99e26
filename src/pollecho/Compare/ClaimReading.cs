namespace Pollecho.Compare;

/// <summary>What the figures say of one of the notebook's claims.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Subject">The contender that it is about; null if there is none of its kind, or it was not measured.</param>
/// <param name="Verdict">What the figures say.</param>
/// <param name="Contrasts">The contrasts that there are: those that decide, then those that put it into proportion.</param>
internal sealed record ClaimReading(int Number, string? Subject, Verdict Verdict, IReadOnlyList<Contrast> Contrasts)
{
    /// <summary>The contrast of that figure; null if it was not measured.</summary>
    public Contrast? Find(Regime regime, Metric metric) => Contrasts.FirstOrDefault(contrast => contrast.Regime == regime && contrast.Metric == metric);
}
