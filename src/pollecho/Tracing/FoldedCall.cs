namespace Pollecho.Tracing;

/// <summary>Calls of one kind that found nothing, folded into one.</summary>
/// <param name="Kind">What they were for.</param>
/// <param name="Name">The system's name for them.</param>
/// <param name="Connection">Their connection's number; 0 if it is the loop's own, <see cref="Several"/> if there were several.</param>
internal record struct FoldedCall(CallKind Kind, string Name, int Connection)
{
    /// <summary>Stands for the numbers of several connections.</summary>
    public const int Several = -1;

    /// <summary>When the first began: a <see cref="System.Diagnostics.Stopwatch"/> time.</summary>
    public long Begin { get; init; }

    /// <summary>How many there were.</summary>
    public long Count { get; set; }

    /// <summary>How long they took together, in <see cref="System.Diagnostics.Stopwatch"/>'s ticks.</summary>
    public long Ticks { get; set; }

    /// <summary>How much of that was in calls that stopped their thread, see <see cref="TracedCall.StopsFrom"/>.</summary>
    public long Stopped { get; set; }
}
