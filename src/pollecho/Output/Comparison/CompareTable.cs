namespace Pollecho.Output.Comparison;

/// <summary>A table of a comparison.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Description">What it is of.</param>
/// <param name="Rows">Its head, then its rows.</param>
internal sealed record CompareTable(string Name, string Description, IReadOnlyList<IReadOnlyList<string>> Rows);
