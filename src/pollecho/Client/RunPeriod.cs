using Pollecho.Results;

namespace Pollecho.Client;

/// <summary>What all threads found in one period of the measured window, or in several that one of them saw the end of at once.</summary>
/// <param name="EndsAt">When it ended, from the start of the window.</param>
/// <param name="EndedAt">The same by the wall clock.</param>
/// <param name="Found">
/// What was found; its time is that of the period, and its response time has only the replies that came. Overwritten when the next
/// period is read.
/// </param>
internal sealed record RunPeriod(TimeSpan EndsAt, DateTimeOffset EndedAt, RunResult Found);
