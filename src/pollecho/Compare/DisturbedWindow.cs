namespace Pollecho.Compare;

/// <summary>A window that other programs disturbed.</summary>
/// <param name="Regime">Its regime.</param>
/// <param name="Contender">Its contender's name.</param>
/// <param name="Disturbance">What was in the way.</param>
internal sealed record DisturbedWindow(Regime Regime, string Contender, Disturbance Disturbance);
