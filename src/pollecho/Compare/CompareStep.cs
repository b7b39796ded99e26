namespace Pollecho.Compare;

/// <summary>What a comparison is about to measure.</summary>
/// <param name="Run">The run, from 1.</param>
/// <param name="Runs">How many there are.</param>
/// <param name="Contender">The contender's name.</param>
/// <param name="Regime">The regime.</param>
/// <param name="Left">The time until the end: as planned at first, then as it went so far.</param>
internal sealed record CompareStep(int Run, int Runs, string Contender, Regime Regime, TimeSpan Left);
