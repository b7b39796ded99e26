namespace Pollecho.Client;

/// <summary>Where a thread was when it handed over a part of what it found.</summary>
/// <param name="Passed">How many periods of the window had passed; <see cref="long.MaxValue"/> with the last part.</param>
/// <param name="ProcessCpu">The processor time of the process, since it started.</param>
/// <param name="IsOver">Whether the thread had nothing more to measure, and only waited for replies.</param>
/// <param name="IsWindowOver">Whether the window had ended by the clock or a stop, and so for all threads.</param>
internal readonly record struct PartEnd(long Passed, TimeSpan ProcessCpu, bool IsOver, bool IsWindowOver);
