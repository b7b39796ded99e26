using System.Net;
using Pollecho.Client;
using Pollecho.Commands;
using Pollecho.Tests.Waiting;

namespace Pollecho.Tests.Commands;

/// <summary>What the client's options on the command line come to.</summary>
public class ClientOptionsTests
{
    [Theory]
    [InlineData("-c 2 --threads 8", 2)]
    [InlineData("-c 8 --threads 2", 2)]
    [InlineData("--threads 8", 1)]
    public void There_are_no_more_threads_than_connections(string line, int threads) => Assert.Equal(threads, Bind(line).Threads);

    [Theory]
    [InlineData("", "adaptive")]
    [InlineData("--wait adaptive", "adaptive")]
    [InlineData("--wait adaptive:1ms", "adaptive:1ms")]
    [InlineData("--wait spin", "spin")]
    [InlineData("--wait sleep", "sleep:1ms")]
    [InlineData("--wait sleep:5ms", "sleep:5ms")]
    public void The_way_of_waiting_is_reported_with_its_duration(string line, string wait) => Assert.Equal(wait, Bind(line).Wait.Name);

    [Theory]
    [InlineData(990, 1, 1_024L, null)]
    [InlineData(991, 1, 1_024L, "991 connections are too many: a process may have 1024 files open here; --connections 990 would fit")]
    [InlineData(990, 4, 1_024L, "990 connections are too many: a process may have 1024 files open here; --connections 984 would fit")]
    [InlineData(10, 1, 10L, "10 connections are too many: a process may have 10 files open here; raise the limit (ulimit -n)")]
    [InlineData(65_534, 1, null, null)]
    [InlineData(65_535, 1, null, "65,535 connections are too many: with --wait select a thread has 65,534 at most; --threads 2 or --connections 65534 would fit")]
    [InlineData(131_068, 2, null, null)]
    [InlineData(131_069, 2, 1_000_000L, "131,069 connections are too many: with --wait select a thread has 65,534 at most; --threads 3 or --connections 131068 would fit")]
    [InlineData(1_000_001, 16, null, "1,000,001 connections are too many: a run has 1,000,000 at most; --connections 1000000 would fit")]
    [InlineData(1_000_001, 16, 1_073_741_816L, "1,000,001 connections are too many: a run has 1,000,000 at most; --connections 1000000 would fit")]
    public void More_connections_than_there_is_room_for_are_refused_with_what_would_fit(long connections, int threads, long? limit, string? told)
    {
        var refused = (CommandException?)Record.Exception(() => ClientOptions.CheckRoom(connections, threads, Ways.Of("select"), limit));

        Assert.Equal(told, refused?.Message);
        Assert.True(refused is null || refused.ExitCode == ExitCode.Usage);
    }

    private static RunOptions Bind(string line)
    {
        var options = new ClientOptions();
        var command = new DocumentedCommand("client", "");
        options.AddTo(command);
        return options.Bind(command.Parse(line), new IPEndPoint(IPAddress.Loopback, 8083));
    }
}
