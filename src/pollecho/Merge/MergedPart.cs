using Pollecho.Client;
using Pollecho.Results;

namespace Pollecho.Merge;

/// <summary>What is kept of each client whose result was added.</summary>
/// <param name="File">Its file, with its number where that holds several.</param>
/// <param name="Host">The machine that it ran on; null if that is not known.</param>
/// <param name="Share">Its part of the load.</param>
/// <param name="Status">How it ended, in one word.</param>
/// <param name="Error">What failed, in one line; null if nothing did.</param>
/// <param name="Window">Its measured window, by its clock; null if there was none.</param>
/// <param name="ClockError">How far its clock may have been off; null if that is not known.</param>
/// <param name="Rate">Messages answered a second.</param>
/// <param name="Percentile99">The 99th percentile of its round trips, in nanoseconds; null if there were none.</param>
/// <param name="Longest">The longest of them.</param>
/// <param name="Faults">What went wrong.</param>
/// <param name="Warnings">What spoilt it, and lay in the client itself.</param>
internal sealed record MergedPart(
    string File,
    string? Host,
    RunShare Share,
    string Status,
    string? Error,
    ClientWindow? Window,
    TimeSpan? ClockError,
    double Rate,
    long? Percentile99,
    long? Longest,
    Faults Faults,
    IReadOnlyList<string> Warnings);
