namespace Pollecho.Sweep;

/// <summary>Which rate is measured next, by what was found so far.</summary>
internal interface ISweepCourse
{
    /// <summary>The next rate, in messages a second; null if there is none.</summary>
    double? Next { get; }

    /// <summary>What it is for.</summary>
    SweepPhase Phase { get; }

    /// <summary>How many steps are left at least.</summary>
    int StepsLeft { get; }

    /// <summary>The next rate was measured.</summary>
    void Add(StepOutcome outcome);
}
