using Pollecho.Measurement;

namespace Pollecho.Results;

/// <summary>How far a run of the client has come: read while it runs, so that each figure may be a moment old.</summary>
/// <param name="Connected">How many connections were opened.</param>
/// <param name="Sending">How long messages have been sent, warm-up included; null while connections are being opened.</param>
/// <param name="Measured">How much of the measured window has passed; null before it.</param>
/// <param name="IsWindowOver">Whether all of it has, so that only replies are waited for.</param>
/// <param name="Answered">Messages answered, of the window.</param>
/// <param name="Errors">Messages that did not get their right reply in time.</param>
/// <param name="RoundTrips">The round trips so far: in an open loop response times, else service times.</param>
internal sealed record RunProgress(
    int Connected, TimeSpan? Sending, TimeSpan? Measured, bool IsWindowOver, long Answered, long Errors, LatencyHistogram RoundTrips);
