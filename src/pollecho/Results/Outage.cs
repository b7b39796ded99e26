namespace Pollecho.Results;

/// <summary>A time in which no reply came in time.</summary>
/// <param name="Start">When the first message was sent that had no reply in time, or when the connection was lost; by the wall clock.</param>
/// <param name="Length">Until the first right reply in time after it; if it is not over, so far.</param>
/// <param name="IsOver">Whether that reply has come.</param>
/// <param name="Messages">How many messages had no reply in time, or were lost with their connection.</param>
internal sealed record Outage(DateTimeOffset Start, TimeSpan Length, bool IsOver, long Messages)
{
    /// <summary>When it was over; null if it is not.</summary>
    public DateTimeOffset? End => IsOver ? Start + Length : null;
}
