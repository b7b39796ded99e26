namespace Pollecho.Compare;

/// <summary>One of the notebook's claims and what the figures say of it.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Claim">The claim.</param>
/// <param name="Verdict">What the figures say.</param>
/// <param name="Findings">By how much, and what is to be known besides; sentences.</param>
internal sealed record ClaimReading(int Number, string Claim, Verdict Verdict, IReadOnlyList<string> Findings);
