namespace Pollecho.Text;

/// <summary>Reasons in one line, however many there are.</summary>
internal static class Reasons
{
    private const int Most = 3;

    /// <summary>The first of them, and how many more there are.</summary>
    /// <param name="reasons">All of them.</param>
    /// <param name="noun">What one of the others is called; null to give their number only.</param>
    public static string Some(IReadOnlyCollection<string> reasons, string? noun = null)
    {
        int left = reasons.Count - Most;
        return string.Join("; ", reasons.Take(Most)) + (left <= 0 ? "" : $"; and {(noun is null ? Units.Count(left) : Units.Count(left, noun))} more");
    }
}
