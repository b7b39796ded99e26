using System.Text.Json;
using Pollecho.Client;
using Pollecho.Results;

namespace Pollecho.Merge;

/// <summary>The result of one client, read back. Its distributions are large: of many clients, one at a time is held.</summary>
/// <param name="File">Its file, with its number where that holds several.</param>
/// <param name="Traits">Version, machine and options as they were written.</param>
/// <param name="Options">What it was asked for, as far as reports look at it.</param>
/// <param name="Found">What it found, but for the bytes of a wrong reply and the last system error, which say nothing beyond its error.</param>
/// <param name="Status">How it ended, in one word.</param>
internal sealed record MergedClient(string File, IReadOnlyDictionary<string, JsonElement> Traits, RunOptions Options, RunResult Found, string Status)
{
    /// <summary>The key of the machine's name among the traits.</summary>
    public const string HostTrait = "system.host";

    /// <summary>The machine that it ran on; null if that is not known.</summary>
    public string? Host => Traits.TryGetValue(HostTrait, out JsonElement host) && host.ValueKind == JsonValueKind.String ? host.GetString() : null;

    /// <summary>How far its clock moves at a time, in nanoseconds; 0 if that is not known.</summary>
    public double ClockStep => Traits.TryGetValue("system.clock_step_ns", out JsonElement step) && step.ValueKind == JsonValueKind.Number ? step.GetDouble() : 0;
}
