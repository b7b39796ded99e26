using System.Text.Json.Nodes;
using Pollecho.Output.Client;
using Pollecho.Results;
using Pollecho.Tests.Client;

namespace Pollecho.Tests.Diff;

/// <summary>Results as the client prints them, changed here and there.</summary>
internal static class ResultTexts
{
    /// <summary>A run of the closed loop with that many replies a second, and each time so many times the usual.</summary>
    /// <param name="rate">Messages a second.</param>
    /// <param name="times">By what the times are multiplied.</param>
    /// <param name="change">Changes the object further.</param>
    public static string Client(double rate = 20_000, double times = 1, Action<JsonNode>? change = null)
    {
        using var output = new StringWriter();
        RunResult result = RunSamples.Good;
        ClientJson.Write(output, RunSamples.Closed, result, RunSamples.Percentiles, []);
        JsonNode root = JsonNode.Parse(output.ToString())!;
        root["result"]!["messages_per_s"] = rate;
        JsonObject percentiles = root["result"]!["service_time_us"]!["percentiles"]!.AsObject();
        foreach (string name in percentiles.Select(percentile => percentile.Key).ToArray())
        {
            percentiles[name] = percentiles[name]!.GetValue<double>() * times;
        }

        change?.Invoke(root);
        return root.ToJsonString() + "\n";
    }

    /// <summary>Runs whose rates scatter by some per cent, each another one.</summary>
    public static string Clients(int runs, double rate = 20_000, double times = 1, Action<JsonNode>? change = null) =>
        string.Concat(Enumerable.Range(0, runs).Select(run => Client(rate * (1 + (0.01 * run)), times * (1 + (0.01 * run)), change)));

    /// <summary>Makes it a run over several servers, each with what was found of all.</summary>
    /// <param name="servers">They.</param>
    /// <param name="slow">The one whose times are twice as long; none if it is not among them.</param>
    public static Action<JsonNode> To(string[] servers, int slow = -1) => root =>
    {
        var targets = new JsonArray();
        for (int i = 0; i < servers.Length; i++)
        {
            JsonObject target = root["result"]!.DeepClone().AsObject();
            foreach (string key in ResultFields.All.Where(field => field.IsOfRunOnly).Select(field => field.Key))
            {
                target.Remove(key);
            }

            JsonObject percentiles = target["service_time_us"]!["percentiles"]!.AsObject();
            foreach (string name in percentiles.Select(percentile => percentile.Key).ToArray())
            {
                percentiles[name] = percentiles[name]!.GetValue<double>() * (i == slow ? 2 : 1);
            }

            (target["server"], target["address"], target["connections"]) = (servers[i], servers[i], 25);
            targets.Add((JsonNode)target);
        }

        root["targets"] = targets;
        root["options"]!["address"] = string.Join(',', servers);
    };
}
