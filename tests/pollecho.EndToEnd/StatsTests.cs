using System.Text.Json;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary><c>client --stats</c>: a line for each period of a load, before the result.</summary>
public sealed class StatsTests
{
    private static readonly string[] Counts = ["sent", "answered", "under_way", "skipped", "unsent", "reopened", "errors"];
    private static readonly string[] Times = ["service_time_us", "connect_time_us", "response_time_us"];

    [Theory]
    [InlineData("-c 4 -n 20000 -P 4")]
    [InlineData("-c 4 -d 400ms -w 50ms --threads 2")]
    [InlineData("-c 4 -d 400ms -w 50ms -q 2k --cooldown 100ms --threads 2")]
    [InlineData("-c 4 -d 400ms -q 2k --no-catchup")]
    [InlineData("-c 4 -n 8000 --messages-per-connection 5")]
    public void Objects_of_periods_add_up_to_the_result_which_is_the_last_line(string options)
    {
        using PollechoServer one = PollechoServer.Start();
        using PollechoServer two = PollechoServer.Start();

        using Pollecho client = Pollecho.Run(["client", $"127.0.0.1:{one.Port}", $"127.0.0.1:{two.Port}", .. options.Split(' '), "--json", "--stats", "20ms"]);

        Assert.True(client.ExitCode == 0 && client.Errors.Text.Length == 0, $"{client}");
        AssertAddUp(client, "ok");
    }

    [Fact]
    public void An_interrupted_load_ends_with_its_last_period_and_the_result()
    {
        using PollechoServer server = PollechoServer.Start();
        using Pollecho client = Pollecho.Start("client", $"127.0.0.1:{server.Port}", "-c", "4", "--threads", "2", "-d", "60s", "--json", "--stats", "50ms");
        client.WaitForLine("\"event\":\"stats\"", after: 2);

        client.Interrupt();
        client.WaitForExit();

        Assert.True(client.ExitCode == 0 && client.Errors.Text.Length == 0, $"{client}");
        AssertAddUp(client, "interrupted");
    }

    [Fact]
    public void A_load_that_is_interrupted_before_its_window_has_only_the_result()
    {
        using PollechoServer server = PollechoServer.Start("--stats", "20ms");
        using Pollecho client = Pollecho.Start("client", $"127.0.0.1:{server.Port}", "-c", "2", "-w", "60s", "-d", "60s", "--json", "--stats", "10ms");
        server.Process.WaitForLine("^rlist 2 .* in [1-9]");

        client.Interrupt();
        client.WaitForExit();

        Assert.Equal(1, client.ExitCode);
        Assert.Equal("the run was stopped before its measuring began", Parse(Assert.Single(client.Output.Lines)).GetProperty("result").GetProperty("error").GetString());
    }

    [Fact]
    public void In_text_the_rows_stay_above_the_report()
    {
        using PollechoServer server = PollechoServer.Start();

        using Pollecho client = Pollecho.RunClient(server.Port, "-c", "2", "-d", "200ms", "--stats", "20ms", "--percentiles", "50,99.9");

        Assert.True(client.ExitCode == 0 && client.Errors.Text.Length == 0, $"{client}");
        string[] lines = [.. client.Output.Lines];
        Assert.StartsWith("pollecho client: 2 connections to ", lines[0], StringComparison.Ordinal);
        Assert.Matches("^ +time  messages/s +p50 +p99.9 +max +CPU$", lines[1]);
        int end = Array.FindIndex(lines, line => line.Length == 0);
        Assert.InRange(end, 3, int.MaxValue);
        Assert.All(lines[2..end], line => Assert.Matches("^ +0\\.[0-9]+ s +[0-9,.]+( +([0-9.,]+ (ns|µs|ms|s)|-)){3} +([0-9]+%|-)$", line));
        Assert.StartsWith(" 0.20 s ", lines[end - 1], StringComparison.Ordinal);
        Assert.StartsWith("messages ", lines[end + 1], StringComparison.Ordinal);
    }

    [Fact]
    public void On_a_terminal_what_follows_an_interrupt_begins_a_line_of_its_own()
    {
        using PollechoServer server = PollechoServer.Start();
        using Terminal terminal = Terminal.Start("xterm", null, "client", $"127.0.0.1:{server.Port}", "-c", "2", "--stats", "100ms");
        terminal.WaitForText("  0.2 s ");
        terminal.PressCtrlC();

        Assert.Equal(0, terminal.WaitForExit());
        string[] lines = [.. terminal.Screen.Lines.Select(line => line.TrimEnd())];
        Assert.Contains("^C", lines);
        Assert.Matches("^ +[0-9.]+ s +[0-9,.]+ ", lines[Array.IndexOf(lines, "^C") + 1]);
    }

    private static void AssertAddUp(Pollecho client, string status)
    {
        JsonElement[] lines = [.. client.Output.Lines.Select(Parse)];
        JsonElement[] periods = lines[..^1];
        JsonElement result = lines[^1].GetProperty("result");

        Assert.Equal(status, result.GetProperty("status").GetString());
        Assert.InRange(periods.Length, 2, int.MaxValue);
        Assert.All(periods, period => Assert.Equal("stats", period.GetProperty("event").GetString()));
        foreach (string key in Counts)
        {
            Assert.Equal(result.GetProperty(key).GetInt64(), periods.Sum(period => period.GetProperty(key).GetInt64()));
        }

        foreach (string key in Times.Where(key => result.GetProperty(key).ValueKind != JsonValueKind.Null))
        {
            long missing = key == "response_time_us" ? result.GetProperty("response_time_without_reply").GetInt64() : 0;
            Assert.Equal(result.GetProperty(key).GetProperty("count").GetInt64() - missing, periods.Sum(period => period.GetProperty(key).GetProperty("count").GetInt64()));
            Assert.Equal(Largest([result], key), Largest(periods, key));
        }

        Assert.All(result.GetProperty("faults").EnumerateObject(), kind => Assert.Equal(kind.Value.GetInt64(), periods.Sum(period => period.GetProperty("faults").GetProperty(kind.Name).GetInt64())));
        double elapsed = result.GetProperty("elapsed_s").GetDouble();
        Assert.Equal(elapsed, periods[^1].GetProperty("elapsed_s").GetDouble());
        Assert.Equal(elapsed, periods.Sum(period => period.GetProperty("period_s").GetDouble()), 1e-6 * periods.Length);

        static double? Largest(JsonElement[] of, string key) =>
            of.Select(one => one.GetProperty(key).GetProperty("max")).Max(max => max.ValueKind == JsonValueKind.Null ? (double?)null : max.GetDouble());
    }

    private static JsonElement Parse(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }
}
