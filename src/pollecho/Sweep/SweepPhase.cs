namespace Pollecho.Sweep;

/// <summary>What a step is for.</summary>
internal enum SweepPhase
{
    /// <summary>To find a rate that is not kept; without a condition, to measure one that was asked for.</summary>
    Growth,

    /// <summary>To come closer to the knee, between a rate that was kept and one that was not.</summary>
    Bisection,

    /// <summary>To see that the highest rate that was kept is kept again.</summary>
    Confirmation,
}
