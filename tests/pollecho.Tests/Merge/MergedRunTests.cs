using System.Net.Sockets;
using System.Text.Json.Nodes;
using CsCheck;
using Pollecho.Measurement;
using Pollecho.Merge;
using Pollecho.Results;
using Pollecho.Tests.Client;
using static Pollecho.Tests.Merge.MergeSamples;

namespace Pollecho.Tests.Merge;

/// <summary>What several clients found, added up: what belongs together, what is missing, and what sums there are.</summary>
public sealed class MergedRunTests : IDisposable
{
    private static readonly double[] Percentiles = [1, 10, 50, 90, 99, 99.9, 99.99, 100];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Percentiles_are_those_of_one_histogram_of_all_messages() =>
        Gen.Select(Gen.Int[2, 5], Gen.Select(Gen.OneOf(Gen.Long[0, 5_000], Gen.Long[0, 2 * LatencyHistogram.HighestTrackable]), Gen.Int[0, 4]).Array[0, 200]).Sample(
            (clients, samples) =>
            {
                using var folder = new TemporaryFolder();
                RunResult all = Of(samples.Select(sample => sample.Item1));
                MergedRun run = Merged(folder, Enumerable.Range(0, clients).Select(client =>
                    Printed(client, clients, Of(samples.Where(sample => sample.Item2 % clients == client).Select(sample => sample.Item1)))));

                Assert.Empty(run.Problems);
                Assert.Equal(all.Sent, run.Found.Sent);
                Assert.All(Percentiles, percentile => Assert.Equal(all.Service.Percentile(percentile), run.Found.Service.Percentile(percentile)));
                Assert.Equal((all.Service.Count, all.Service.MinNanoseconds, all.Service.MaxNanoseconds, all.Service.SumNanoseconds),
                    (run.Found.Service.Count, run.Found.Service.MinNanoseconds, run.Found.Service.MaxNanoseconds, run.Found.Service.SumNanoseconds));
                Assert.Equal(all.Service.StdDevNanoseconds, run.Found.Service.StdDevNanoseconds);
            },
            iter: 100);

    [Fact]
    public void Counts_faults_and_processor_time_are_added()
    {
        RunResult failed = RunSamples.Failed;
        failed.RunQueueWait = TimeSpan.FromSeconds(2);
        failed.Error = "1,234 replies did not come";
        MergedRun run = Merged(_folder, Printed(1, 2, failed), Printed(0, 2));

        Assert.Equal((400_000, 400_000, 400_000), (run.Found.Sent, run.Found.Answered, run.Found.Replies));
        Assert.Equal((98, 1_234, 2), (run.Found.Connected, run.Found.Faults.Lost, run.Found.Faults.ConnectTimedOut));
        Assert.Equal((TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(2)), (run.Found.Cpu, run.Found.RunQueueWait));
        Assert.Equal([100_000, 100_000, 100_000, 100_000], run.Found.Quarters);
        Assert.Equal((40_000, TimeSpan.FromSeconds(10), 100), (run.Found.Rate, run.Found.Elapsed, run.Found.CpuPercent));

        // The shares describe the whole load, each of them.
        Assert.Equal((50, 2, 1), (run.Options.Connections, run.Options.Threads, run.Options.Share.Count));
        Assert.Equal([0, 1], run.Parts.Select(part => part.Share.Index));
        Assert.Equal($"'{_folder.At("c0.json")}' is of a client that failed: 1,234 replies did not come", Assert.Single(run.Problems));
    }

    [Fact]
    public void The_rate_is_the_sum_of_what_each_kept_in_its_own_window()
    {
        RunResult slow = Good();
        slow.Elapsed = TimeSpan.FromSeconds(20);
        MergedRun run = Merged(_folder, Printed(0, 2), Printed(1, 2, slow));

        Assert.Equal(30_000, run.Found.Rate, 0.01);
        Assert.Equal(0, Merged(_folder, Printed(0, 2, Of([])), Printed(1, 2, Of([]), change: root => root["result"]!["elapsed_s"] = 2)).Found.Rate);
    }

    [Fact]
    public void Clients_without_shares_are_loads_that_are_added()
    {
        MergedRun run = Merged(_folder, expected: 3, Printed(-1, 1, options: RunSamples.Open with { Count = 7 }), Printed(-1, 1, Good(after: 1), RunSamples.Open with { Count = 7 }));

        Assert.Equal((100, 40_000, 14), (run.Options.Connections, run.Options.Rate, run.Options.Count));
        Assert.Equal(["1 client of 3 is missing"], run.Problems);
        Assert.Empty(run.MissingShares);
    }

    [Fact]
    public void Missing_shares_are_named()
    {
        MergedRun run = Merged(_folder, Printed(2, 7), Printed(4, 7));

        Assert.Equal([0, 1, 3, 5, 6], run.MissingShares);
        Assert.Equal(["shares 0; 1; 3; and 2 more of 7 are missing"], run.Problems);
    }

    [Fact]
    public void Windows_have_a_spread_and_an_overlap()
    {
        MergedRun run = Merged(_folder, Printed(0, 3, Good(after: 1)), Printed(1, 3), Printed(2, 3, Good(after: 4)));

        Assert.Equal(TimeSpan.FromSeconds(4), ClientWindow.Spread(run.Windows));
        Assert.Equal(0.6, ClientWindow.Overlap(run.Windows));
        Assert.Equal(Start, run.Found.WindowStart);
        Assert.Equal(0, ClientWindow.Overlap(Merged(_folder, Printed(0, 2), Printed(1, 2, Good(after: 11))).Windows));
        Assert.Null(ClientWindow.Overlap([]));
        Assert.Equal(0.5, ClientWindow.Overlap([new(DateTimeOffset.MaxValue, TimeSpan.FromDays(2)), new(DateTimeOffset.MaxValue, TimeSpan.FromDays(1))]));
    }

    [Fact]
    public void A_clock_is_as_good_as_the_worst_and_unknown_if_one_is()
    {
        RunResult worse = Good(), unknown = Good();
        worse.ClockError = TimeSpan.FromMilliseconds(7);
        unknown.ClockError = null;

        Assert.Equal(TimeSpan.FromMilliseconds(7), Merged(_folder, Printed(0, 2, worse), Printed(1, 2)).Found.ClockError);
        Assert.Null(Merged(_folder, Printed(0, 3), Printed(1, 3, unknown), Printed(2, 3)).Found.ClockError);
    }

    [Fact]
    public void What_one_client_does_not_know_is_not_known_of_all()
    {
        RunResult known = Good(), without = Good();
        known.Tcp = new(3, 2, TimeSpan.FromMilliseconds(2));
        known.Slow = new(2, 1);
        without.Quarters = [];

        RunResult both = Merged(_folder, Printed(0, 2, known), Printed(1, 2, known, change: root => root["result"]!["turns"] = 1)).Found;
        Assert.Equal((new TcpTotals(6, 4, TimeSpan.FromMilliseconds(4)), new SlowReplies(4, 2)), (both.Tcp, both.Slow));

        RunResult one = Merged(_folder, Printed(0, 3, known), Printed(1, 3, without), Printed(2, 3, known)).Found;
        Assert.Equal((null, null), (one.Tcp, one.Slow));
        Assert.Empty(one.Quarters);
    }

    [Theory]
    [InlineData("connections", 51, "options.connections is 51, not 50")]
    [InlineData("start_at", "2026-01-31T12:00:01Z", "options.start_at is 2026-01-31T12:00:01Z, not none")]
    [InlineData("novelty", "yes", "options.novelty is yes, not none")]
    public void Other_options_are_refused_by_name(string option, object value, string reason)
    {
        string refusal = Refusal(Printed(0, 2), Printed(1, 2, change: root => root["options"]![option] = JsonValue.Create(value)));

        Assert.Contains($"'{_folder.At("c1.json")}' is no part of the measurement of '{_folder.At("c0.json")}': {reason}; ", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_version_or_number_of_shares_is_refused_by_name()
    {
        Assert.Contains("version is 0.0.1, not ", Refusal(Printed(0, 2), Printed(1, 2, change: root => root["pollecho"]!["version"] = "0.0.1")), StringComparison.Ordinal);
        Assert.Contains("options.share_count is 3, not 2", Refusal(Printed(0, 2), Printed(1, 3)), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_machine_source_or_list_of_percentiles_is_not()
    {
        MergedRun run = Merged(_folder, Printed(0, 2, change: root => root["options"]!["source"] = "192.0.2.1"), Printed(1, 2, change: root =>
        {
            root["options"]!["source"] = "192.0.2.2";
            root["options"]!["percentiles"] = new JsonArray(1);
            root["system"]!["cores"] = 1_000;
        }));

        Assert.Equal(("n0,n1", "192.0.2.1,192.0.2.2"), (run.Traits.List(MergedClient.HostTrait), run.Traits.List(MergedTraits.Source)));
        Assert.True(run.Traits.IsAlike("system.os") && !run.Traits.IsAlike("system.cores"));
    }

    [Fact]
    public void A_result_that_is_given_twice_is_refused()
    {
        Assert.Contains($"'{_folder.At("c1.json")}' is the same result as '{_folder.At("c0.json")}'", Refusal(Printed(-1, 1), Printed(-1, 1)), StringComparison.Ordinal);
        Assert.Contains($"'{_folder.At("c2.json")}' is of the same share as '{_folder.At("c0.json")}', 1 of 3", Refusal(Printed(1, 3), Printed(0, 3), Printed(1, 3, Good(after: 1))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_merged_result_is_refused() =>
        Assert.Contains("is merged already; give the results of its clients", Refusal(Printed(0, 2), Printed(1, 2, change: root => root["clients"] = new JsonArray())), StringComparison.Ordinal);

    [Fact]
    public void More_clients_than_there_should_be_are_refused()
    {
        Assert.Contains("are of 2 clients, and not of --clients 1", Assert.Throws<MergeException>(() => Merged(_folder, expected: 1, Printed(-1, 1), Printed(-1, 1, Good(after: 1)))).Message, StringComparison.Ordinal);
        Assert.Contains("are of 3 clients, and not of --clients 2", Assert.Throws<MergeException>(() => Merged(_folder, expected: 2, Printed(0, 3))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_files_are_refused()
    {
        string empty = _folder.Write("empty.json", "");
        MergedRun run = new(null);

        Assert.Contains("over 4,096 files", Assert.Throws<MergeException>(() => run.Read(Enumerable.Repeat(empty, 5_000), _ => [])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_connections_than_can_be_counted_are_refused()
    {
        IEnumerable<string> clients = Enumerable.Range(0, 3).Select(client => Printed(client, 3, change: root => root["result"]!["connected"] = 2_000_000));
        MergedRun run = Merged(_folder, clients);
        run.Found.Connected = int.MaxValue - 1;

        run.Read([_folder.Write("more.json", Printed(0, 3, Good(after: 5)))], _ => []);
        Assert.Contains("more connections than can be added up", Assert.Single(run.Unusable), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_client_whose_run_was_stopped_what_was_never_sent_is_no_failure_of_others()
    {
        RunResult stopped = RunSamples.GoodOpen, failed = RunSamples.GoodOpen;
        (stopped.Stopped, stopped.Unsent, failed.Unsent) = (true, 5, 7);

        RunResult one = Merged(_folder, Printed(0, 2, stopped, RunSamples.Open), Printed(1, 2, RunSamples.GoodOpen, RunSamples.Open)).Found;
        Assert.Equal(("ok", 0), (one.Status, one.Errors));
        RunResult both = Merged(_folder, Printed(0, 2, stopped, RunSamples.Open), Printed(1, 2, failed, RunSamples.Open)).Found;
        Assert.Equal(("failed", SocketError.Success), (both.Status, both.LastError));
    }

    private string Refusal(params string[] texts) => Assert.Throws<MergeException>(() => Merged(_folder, texts)).Message;
}
