namespace Pollecho.Sweep;

/// <summary>Why a step was not kept, or says nothing.</summary>
internal enum StepFault
{
    /// <summary>It was kept.</summary>
    None,

    /// <summary>The condition did not hold.</summary>
    Condition,

    /// <summary>Fewer replies came a second than messages were due.</summary>
    Rate,

    /// <summary>Replies were wrong, late or missing, or connections were lost.</summary>
    Faults,

    /// <summary>The client was stopped, out of its share of the processor, or crowded out.</summary>
    ClientKeptOff,

    /// <summary>The client did not come to messages that were due.</summary>
    ClientTooSlow,

    /// <summary>The client took messages up late.</summary>
    ClientLate,

    /// <summary>The client had no time to spare.</summary>
    ClientBusy,
}
