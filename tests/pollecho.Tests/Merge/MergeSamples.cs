using System.Text.Json.Nodes;
using Pollecho.Client;
using Pollecho.Merge;
using Pollecho.Output.Client;
using Pollecho.Results;
using Pollecho.Tests.Client;

namespace Pollecho.Tests.Merge;

/// <summary>Results of clients as they print them, and what comes of merging them.</summary>
internal static class MergeSamples
{
    public static readonly DateTimeOffset Start = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A client's result in JSON.</summary>
    /// <param name="index">Its share's number; -1 for a client without one.</param>
    /// <param name="count">How many shares there are.</param>
    /// <param name="result">What it found; null for a good run that began at <see cref="Start"/>.</param>
    /// <param name="options">What it was asked for; null for the usual closed loop.</param>
    /// <param name="change">Changes the object further.</param>
    public static string Printed(int index, int count, RunResult? result = null, RunOptions? options = null, Action<JsonNode>? change = null)
    {
        using var output = new StringWriter();
        options ??= RunSamples.Closed;
        ClientJson.Write(output, index < 0 ? options : options with { Share = new(index, count) }, result ?? Good(), RunSamples.Percentiles, []);
        JsonNode root = JsonNode.Parse(output.ToString())!;
        root["system"]!["host"] = $"n{Math.Max(index, 0)}";
        change?.Invoke(root);
        return root.ToJsonString() + "\n";
    }

    /// <summary>A good run that began some time after <see cref="Start"/>.</summary>
    public static RunResult Good(double after = 0)
    {
        RunResult result = RunSamples.Good;
        result.WindowStart = Start.AddSeconds(after);
        result.ClockError = TimeSpan.FromMilliseconds(1);
        result.RunQueueWait = TimeSpan.Zero;
        return result;
    }

    /// <summary>A run that got the replies to messages with these round trips.</summary>
    public static RunResult Of(IEnumerable<long> nanoseconds)
    {
        var result = new RunResult { Elapsed = TimeSpan.FromSeconds(1), MessageSize = 128 };
        foreach (long one in nanoseconds)
        {
            result.Service.RecordNanoseconds(one);
        }

        (result.Sent, result.Answered, result.Replies) = (result.Service.Count, result.Service.Count, result.Service.Count);
        return result;
    }

    /// <summary>The results in that many files, merged.</summary>
    public static MergedRun Merged(TemporaryFolder folder, params IEnumerable<string> texts) => Merged(folder, null, texts);

    /// <summary>The same, where there should be so many clients.</summary>
    public static MergedRun Merged(TemporaryFolder folder, long? expected, params IEnumerable<string> texts)
    {
        var run = new MergedRun(expected);
        run.Read([.. texts.Select((text, i) => folder.Write($"c{i}.json", text))], _ => []);
        return run;
    }
}
