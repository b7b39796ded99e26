using System.Net.Sockets;
using System.Text.Json;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>What a client says when it was itself the limit, when it was stopped, and when nothing was measured: no verdict that misleads.</summary>
public sealed class ClientTruthTests
{
    [Theory]
    [InlineData("--count", "1000000")]
    [InlineData("--connections", "1")]
    public void A_client_stopped_before_any_reply_has_failed(params string[] options)
    {
        using var asked = new ManualResetEventSlim();
        using var server = new FakeServer(FakeServer.ForEachMessage((_, _) => asked.Set()));
        using Pollecho client = Pollecho.Start(["client", $"127.0.0.1:{server.Port}", "--json", "--pipeline", "10", .. options]);
        Assert.True(asked.Wait(Patience.Limit, TestContext.Current.CancellationToken));

        client.Interrupt();
        client.WaitForExit();

        JsonElement result = Result(client);
        Assert.Equal((1, 10, 0, 10, "failed"), (
            client.ExitCode, result.GetProperty("sent").GetInt64(), result.GetProperty("answered").GetInt64(),
            result.GetProperty("under_way").GetInt64(), result.GetProperty("status").GetString()));
        Assert.Contains("before any reply", client.Errors.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("errors>0")]
    [InlineData("p99>10s")]
    [InlineData("sent<1")]
    public void No_gate_opens_on_a_run_without_a_reply(string condition)
    {
        using var asked = new ManualResetEventSlim();
        using var server = new FakeServer(FakeServer.ForEachMessage((_, _) => asked.Set()));
        using Pollecho client = Pollecho.Start("client", $"127.0.0.1:{server.Port}", "--connections", "1", "--pipeline", "2", "--fail-if", condition);
        Assert.True(asked.Wait(Patience.Limit, TestContext.Current.CancellationToken));
        client.Interrupt();
        client.WaitForExit();

        Assert.Equal(3, client.ExitCode);
        Assert.Contains($"--fail-if {condition}: nothing was answered", client.Errors.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void No_gate_opens_on_a_window_in_which_nothing_was_sent()
    {
        using PollechoServer server = PollechoServer.Start();

        using Pollecho client = Pollecho.RunClient(server.Port, "--rate", "1", "--warmup", "200ms", "--duration", "1us", "--fail-if", "errors>0");

        Assert.Equal(3, client.ExitCode);
        Assert.Contains("nothing was answered", client.Errors.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gate_does_not_open_while_messages_are_under_way()
    {
        int messages = 0;
        using var asked = new ManualResetEventSlim();
        using var server = new FakeServer(FakeServer.ForEachMessage((connection, message) =>
        {
            if (++messages == 1)
            {
                connection.Send(Payload.Upper(message));
            }
            else
            {
                asked.Set();
            }
        }));
        using Pollecho client = Pollecho.Start("client", $"127.0.0.1:{server.Port}", "--warmup", "1ns", "--size", "32", "--fail-if", "errors>0");
        Assert.True(asked.Wait(Patience.Limit, TestContext.Current.CancellationToken));

        client.Interrupt();
        client.WaitForExit();

        Assert.Equal(1, client.ExitCode);
        Assert.Contains("1 message had no reply yet when the run was stopped, so that --fail-if cannot tell", client.Errors.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--rate", "1000", "--pipeline", "20", "--timeout", "1m")]
    [InlineData("--pipeline", "2")]
    public void A_client_that_was_stopped_for_a_while_does_not_blame_the_server(params string[] options)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        using PollechoServer server = PollechoServer.Start("--stats", "20ms");
        using Pollecho client = Pollecho.Start(["client", $"127.0.0.1:{server.Port}", "--connections", "2", "--duration", "4s", "--json", .. options]);
        server.Process.WaitForLine("^rlist 2 .* in [1-9]");
        Signals.Send(client.Id, Signals.SIGSTOP);
        Thread.Sleep(1_000);
        Signals.Send(client.Id, Signals.SIGCONT);
        client.WaitForExit();

        JsonElement result = Result(client);
        string warnings = JsonDocument.Parse(client.Output.Text).RootElement.GetProperty("warnings").ToString();
        Assert.Equal(0, client.ExitCode);
        Assert.InRange(result.GetProperty("client_longest_stall_ms").GetDouble(), 850, 60_000);
        Assert.Contains("this client did not get to its connections for ", warnings, StringComparison.Ordinal);
        Assert.DoesNotContain("replies came too slowly", warnings, StringComparison.Ordinal);
        if (options[0] == "--rate")
        {
            Assert.Equal(4_000, result.GetProperty("answered").GetInt64());
            Assert.Equal(4_000, result.GetProperty("response_time_us").GetProperty("count").GetInt64());
            Assert.InRange(result.GetProperty("send_delay_us").GetProperty("max").GetDouble(), 850_000, 60_000_000);
        }
    }

    [Fact]
    public void A_reply_that_came_while_the_client_was_stopped_is_in_time()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        using var asked = new ManualResetEventSlim();
        using var stopped = new ManualResetEventSlim();
        using var server = new FakeServer(FakeServer.ForEachMessage((connection, message) =>
        {
            asked.Set();
            stopped.Wait();
            connection.Send(Payload.Upper(message));
        }));
        using Pollecho client = Pollecho.Start("client", $"127.0.0.1:{server.Port}", "--count", "1", "--timeout", "2s");
        Assert.True(asked.Wait(Patience.Limit, TestContext.Current.CancellationToken));
        Signals.Send(client.Id, Signals.SIGSTOP);
        stopped.Set();
        Thread.Sleep(2_500);
        Signals.Send(client.Id, Signals.SIGCONT);
        client.WaitForExit();

        Expect.Summary(client, "^1 sent, 1 answered, 0 wrong, 0 lost$");
        Assert.Equal(0, client.ExitCode);
    }

    [Fact]
    public void Messages_due_in_a_stall_across_the_end_count_and_no_latency_condition_passes_on_them()
    {
        // What it receives at a time may be several messages.
        const int Size = 32;
        int left = 300 * Size;
        using var server = new FakeServer(FakeServer.ForEachMessage((connection, messages) =>
        {
            bool stalls = left > 0 && left <= messages.Length;
            left -= messages.Length;
            Thread.Sleep(stalls ? 1_200 : 0);
            connection.Send(Payload.Upper(messages));
        }));

        using Pollecho client = Pollecho.RunClient(
            server.Port, "--size", $"{Size}", "--rate", "500", "--pipeline", "20", "--duration", "1s", "--timeout", "1m", "--fail-if", "p99>100ms", "--fail-if", "errors>0", "--json");

        JsonElement result = Result(client);
        Assert.Equal(3, client.ExitCode);
        Assert.Contains("--fail-if p99>100ms: it is ", client.Errors.Text, StringComparison.Ordinal);
        Assert.Equal((500, 500, 0), (result.GetProperty("sent").GetInt64(), result.GetProperty("answered").GetInt64(), result.GetProperty("skipped").GetInt64()));
        Assert.Equal(500, result.GetProperty("response_time_us").GetProperty("count").GetInt64());
    }

    [Fact]
    public void A_server_that_never_answers_is_not_a_client_that_cannot_keep_its_rate()
    {
        using var server = new FakeServer(FakeServer.ForEachMessage((_, _) => { }));

        using Pollecho client = Pollecho.RunClient(server.Port, "--rate", "1000", "--duration", "500ms", "--timeout", "300ms", "--json");

        Assert.Equal(1, client.ExitCode);
        Assert.DoesNotContain("cannot keep this rate", client.Output.Text, StringComparison.Ordinal);
        Assert.Equal(500, Result(client).GetProperty("errors").GetInt64());
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n", "it is an HTTP server")]
    [InlineData("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", "it is an SSH server")]
    public void A_server_of_another_kind_is_shown_by_what_it_sent(string answer, string said)
    {
        using var server = new FakeServer(connection =>
        {
            connection.Receive(new byte[1024]);
            connection.Send(System.Text.Encoding.ASCII.GetBytes(answer));
            connection.Shutdown(SocketShutdown.Send);
            while (connection.Receive(new byte[1024]) > 0)
            {
            }
        });

        using Pollecho client = Pollecho.RunClient(server.Port, "--connections", "1", "--pipeline", "2", "--count", "2", "--json");

        Assert.Equal(1, client.ExitCode);
        Assert.Contains(said, client.Errors.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("--expect echo", client.Errors.Text, StringComparison.Ordinal);
        Assert.StartsWith(answer[..10], Result(client).GetProperty("first_wrong_reply").GetProperty("received").GetString(), StringComparison.Ordinal);
    }

    private static JsonElement Result(Pollecho client) => JsonDocument.Parse(client.Output.Text).RootElement.GetProperty("result");
}
