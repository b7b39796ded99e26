using Pollecho.Text;

namespace Pollecho.Merge;

/// <summary>Reasons in one line, however many there are.</summary>
internal static class Reasons
{
    private const int Most = 3;

    /// <summary>The first of them, and how many more there are.</summary>
    public static string Some(IReadOnlyCollection<string> reasons) =>
        string.Join("; ", reasons.Take(Most)) + (reasons.Count > Most ? $"; and {Units.Count(reasons.Count - Most)} more" : "");
}
