using System.Net.Sockets;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>The client against servers that answer wrongly, or correctly in an unusual way: it must distinguish them.</summary>
public sealed class WrongServerTests
{
    [Fact]
    public void Replies_that_are_not_in_upper_case_are_wrong()
    {
        using var server = new FakeServer(FakeServer.ForEachMessage((connection, message) => connection.Send(message)));

        using Pollecho client = Pollecho.RunClient(server.Port, "--count", "3", "--interval", "1ms", "--pipeline", "1");

        Assert.Equal(1, client.ExitCode);
        Expect.Summary(client, "^3 sent, 0 answered, 3 wrong, 0 lost$");
        client.WaitForLine($"^seq=3 \"{client.Id} hello\" rtt=.* WRONG, expected \"{client.Id} HELLO\"$");
    }

    [Fact]
    public void A_server_that_echoes_is_distinguished_from_one_that_replies_in_upper_case()
    {
        using PollechoServer server = PollechoServer.Start("--reply", "echo");

        using Pollecho client = Pollecho.RunClient(server.Port, "--count", "2", "--interval", "1ms", "--pipeline", "1");

        Assert.Equal(1, client.ExitCode);
        Expect.Summary(client, "^2 sent, 0 answered, 2 wrong, 0 lost$");
    }

    [Fact]
    public void One_wrong_byte_in_one_reply_is_counted()
    {
        int messages = 0;
        using var server = new FakeServer(FakeServer.ForEachMessage((connection, message) =>
        {
            byte[] reply = Payload.Upper(message);
            reply[^1] ^= (byte)(++messages == 2 ? 1 : 0);
            connection.Send(reply);
        }));

        using Pollecho client = Pollecho.RunClient(server.Port, "--count", "3", "--interval", "1ms", "--pipeline", "1");

        Assert.Equal(1, client.ExitCode);
        Expect.Summary(client, "^3 sent, 2 answered, 1 wrong, 0 lost$");
        Assert.Single(client.Output.Lines, line => line.Contains("WRONG", StringComparison.Ordinal));
    }

    [Fact]
    public void Replies_in_segments_of_one_byte_are_right()
    {
        using var server = new FakeServer(FakeServer.ForEachMessage((connection, message) =>
        {
            foreach (byte value in Payload.Upper(message))
            {
                connection.Send([value]);
            }
        }));

        using Pollecho client = Pollecho.RunClient(server.Port, "--count", "10", "--interval", "1ms", "--pipeline", "1");

        Expect.VerifiedReplies(client, 10);
    }

    [Fact]
    public void Bytes_after_a_reply_are_a_failure()
    {
        using var server = new FakeServer(FakeServer.ForEachMessage((connection, message) => connection.Send([.. Payload.Upper(message), .. "!!"u8])));

        using Pollecho client = Pollecho.RunClient(server.Port, "--count", "3");

        // Also on a machine so busy that they come after the next message was sent.
        Assert.Equal(1, client.ExitCode);
        Expect.Summary(client, "^3 sent, 3 answered, 0 wrong, 0 lost, 6 bytes too many$");
    }

    [Fact]
    public void Bytes_after_the_last_reply_are_a_failure_too()
    {
        using var server = new FakeServer(FakeServer.ForEachMessage((connection, message) => connection.Send([.. Payload.Upper(message), .. "!!"u8])));

        // They travel in one segment with the reply, so they are there when the reply is read.
        using Pollecho client = Pollecho.RunClient(server.Port, "--count", "1");

        Expect.Summary(client, "^1 sent, 1 answered, 0 wrong, 0 lost, 2 bytes too many$");
        Assert.Equal(1, client.ExitCode);
    }

    [Fact]
    public void A_server_that_closes_without_an_answer_loses_the_message()
    {
        using var server = new FakeServer(connection => connection.Receive(new byte[1024]));

        using Pollecho client = Pollecho.RunClient(server.Port, "--count", "3");

        Expect.OneErrorLine(client, 1, $"127.0.0.1:{server.Port}", "closed the connection after 0 replies");
        Expect.Summary(client, "^1 sent, 0 answered, 0 wrong, 1 lost$");
    }

    [Fact]
    public void A_server_that_closes_within_a_reply_loses_the_message()
    {
        int messages = 0;
        using var server = new FakeServer(FakeServer.ForEachMessage((connection, message) =>
        {
            byte[] reply = Payload.Upper(message);
            connection.Send(++messages == 1 ? reply : reply[..3]);
            if (messages == 2)
            {
                connection.Shutdown(SocketShutdown.Send);
            }
        }));

        using Pollecho client = Pollecho.RunClient(server.Port, "--count", "3", "--interval", "1ms", "--pipeline", "1");

        Expect.OneErrorLine(client, 1, $"127.0.0.1:{server.Port}", "closed the connection after 1 reply;");
        Expect.Summary(client, "^2 sent, 1 answered, 0 wrong, 1 lost$");
    }

    [Fact]
    public void A_server_that_resets_the_connection_loses_the_message()
    {
        using var server = new FakeServer(connection =>
        {
            connection.Receive(new byte[1024]);
            connection.LingerState = new LingerOption(true, 0);
        });

        using Pollecho client = Pollecho.RunClient(server.Port, "--count", "3");

        Expect.OneErrorLine(client, 1, $"127.0.0.1:{server.Port}", "connection reset by peer");
        Expect.Summary(client, "^1 sent, 0 answered, 0 wrong, 1 lost$");
    }

    [Fact]
    public void A_server_that_sends_before_it_is_asked_is_no_echo_server()
    {
        using var server = new FakeServer(connection =>
        {
            connection.Send("220 mail.example ESMTP ready\r\n"u8);
            FakeServer.ForEachMessage((_, _) => { })(connection);
        });

        using Pollecho client = Pollecho.RunClient(server.Port, "--count", "1", "--timeout", "200ms");

        // Whether the greeting comes before the message or after it, which is chance, it is not the reply.
        Assert.Equal(1, client.ExitCode);
        Expect.Summary(client, "^1 sent, 0 answered, (1 wrong, 0 lost, (1[7-9]|2[0-3])|0 wrong, 1 lost, 30) bytes too many$");
    }
}
