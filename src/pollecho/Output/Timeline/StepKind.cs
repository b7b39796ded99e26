namespace Pollecho.Output.Timeline;

/// <summary>What a step of a picture is.</summary>
internal enum StepKind
{
    /// <summary>A call that returns at once.</summary>
    Call,

    /// <summary>Calls that found nothing, one turn after the other.</summary>
    Repeated,

    /// <summary>A call that stops its thread.</summary>
    Blocked,

    /// <summary>A call that returns at once, and ends later, on whatever thread there is then.</summary>
    Pending,

    /// <summary>Bytes arrive for the server.</summary>
    Ready,

    /// <summary>The sender has its reply.</summary>
    Replied,
}
