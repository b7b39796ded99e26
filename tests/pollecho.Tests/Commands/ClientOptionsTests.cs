using System.CommandLine;
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

    [Theory]
    [InlineData("", 3, 1)]
    [InlineData("--threads 2", 3, 2)]
    [InlineData("--threads 8", 3, 3)]
    [InlineData("-c 3", 3, 1)]
    [InlineData("-c 7 --threads 4", 7, 4)]
    public void Each_of_several_servers_has_a_connection(string line, int connections, int threads)
    {
        RunOptions options = Bind(line, servers: 3);

        Assert.Equal((connections, threads), (options.Connections, options.Threads));
    }

    [Fact]
    public void Fewer_connections_than_servers_are_refused()
    {
        var refused = Assert.Throws<CommandException>(() => Bind("-c 2", servers: 3));

        Assert.Equal((ExitCode.Usage, "--connections 2 is too few for 3 servers, of which each has one at least; give 3 or more, or leave it out"), (refused.ExitCode, refused.Message));
    }

    [Theory]
    [InlineData("", "127.0.0.1:8083")]
    [InlineData("-6", "[::1]:8083")]
    [InlineData("a b:2 [::1]:3 --port 4", "a:4 b:2 [::1]:3")]
    [InlineData("a:1 unix:/tmp/b 192.0.2.1", "a:1 unix:/tmp/b 192.0.2.1:8083")]
    [InlineData("a:1 b:1 --port 1", "a:1 b:1")]
    public void Each_server_has_its_port(string line, string servers) => Assert.Equal(servers, string.Join(' ', Servers(line)));

    [Theory]
    [InlineData("a:1 b a:1", "the server a:1 is given twice; give each once")]
    [InlineData("a:1 A --port 1", "the server A:1 is given twice; give each once")]
    [InlineData("::1 [0:0:0:0:0:0:0:1]:8083", "the server [0:0:0:0:0:0:0:1]:8083 is given twice; give each once")]
    [InlineData("unix:/tmp/a unix:/tmp/a", "the server unix:/tmp/a is given twice; give each once")]
    [InlineData("a:1 b:2 --port 2", "the port is given twice, 1 and --port 2; give one")]
    [InlineData("a unix:/tmp/b --all-addresses", "--all-addresses is of TCP, and does not go with unix:PATH; leave it out")]
    [InlineData("127.0.0.1 ::1 -4", "the server's address ::1 is no IPv4 address, and -4 asks for one; leave that out, or give a server of that family")]
    public void Servers_that_contradict_one_another_or_the_options_are_refused(string line, string told)
    {
        var refused = Assert.Throws<CommandException>(() => Servers(line));

        Assert.Equal((ExitCode.Usage, told), (refused.ExitCode, refused.Message));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("a b c", false)]
    [InlineData("-d 10s", false)]
    [InlineData("-d 10s -n 5 -c 1", false)]
    [InlineData("-d 10s -c 2", true)]
    [InlineData("-d 10s -q 10", true)]
    [InlineData("-P 2", true)]
    [InlineData("-w 1s", true)]
    [InlineData("--threads 2", true)]
    [InlineData("--messages-per-connection 1", true)]
    public void A_load_is_what_asks_for_more_than_one_message_at_a_time(string line, bool isLoad)
    {
        ParseResult result = Parse(line, out ClientOptions options);

        Assert.Equal(isLoad, options.IsLoad(result));
    }

    [Theory]
    [InlineData("", true, 10_000)]
    [InlineData("-i 1ms a b", true, 10_000)]
    [InlineData("-i 1ms -s 1MiB", true, 64)]
    [InlineData("-i 0", false, 1)]
    [InlineData("-P 1", false, 1)]
    [InlineData("-P 2 -i 1s", false, 2)]
    [InlineData("-c 2 -i 1s", false, 1)]
    [InlineData("-q 10", false, 1)]
    public void Without_load_each_message_is_sent_when_it_is_due_unless_there_is_no_interval_or_a_pipeline_is_asked_for(string line, bool isPaced, int pipeline)
    {
        RunOptions options = Bind(line, servers: 2);

        Assert.Equal((isPaced, pipeline), (options.IsPaced, options.Pipeline));
    }

    [Theory]
    [InlineData("--messages-per-connection 1 --close RESET", "reset")]
    [InlineData("--messages-per-connection 1 --close Fin", "fin")]
    public void Words_are_read_in_upper_case_too(string line, string close) => Assert.Equal(close, Bind(line).Close.Word());

    [Fact]
    public void So_are_those_of_socket_options()
    {
        RunOptions options = Bind("--nodelay OFF --keepalive Off --expect Echo");

        Assert.False(options.Tuning.NoDelay);
        Assert.Null(options.Tuning.KeepAlive);
        Assert.Equal(Expect.Echo, options.Payload.Expect);
    }

    private static RunOptions Bind(string line, int servers = 1)
    {
        ParseResult result = Parse(line, out ClientOptions options);
        return options.Bind(result, servers);
    }

    private static IReadOnlyList<ServerAddress> Servers(string line)
    {
        ParseResult result = Parse(line, out ClientOptions options);
        return options.Servers(result);
    }

    private static ParseResult Parse(string line, out ClientOptions options)
    {
        options = new ClientOptions();
        var command = new DocumentedCommand("client", "");
        options.AddTo(command);
        return command.Parse(line);
    }
}
