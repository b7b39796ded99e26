using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>A server that is given by a name: one with several addresses, and one that no name server knows.</summary>
public sealed class NameTests
{
    /// <summary>A name server to which what is sent goes nowhere: nobody has its address on the other end of the wire.</summary>
    private const string SetSilentNameServer =
        "ip link add here type veth peer name there && ip addr add 10.213.9.1/24 dev here && ip link set here up && ip link set there up && "
        + "conf=$(mktemp) && echo 'nameserver 10.213.9.2' >$conf && mount --bind $conf /etc/resolv.conf && rm $conf";

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.9")]
    [InlineData("127.0.0.9", "127.0.0.1")]
    public void Of_a_names_addresses_the_one_that_answers_is_taken_with_its_first_connection(string one, string other)
    {
        // It accepts once: a connection that is only a trial leaves none for the run.
        using var server = new FakeServer(FakeServer.ForEachMessage((connection, message) => connection.Send(Payload.Upper(message))));
        using Pollecho client = StartWithHosts($"{one} two.test\n{other} two.test", "client", $"two.test:{server.Port}", "--count", "3", "--timeout", "2s");

        client.WaitForExit();

        Assert.True(client.ExitCode == 0, $"{client}");
        Expect.Summary(client, "^3 sent, 3 answered, 0 wrong, 0 lost$");
        Assert.StartsWith($"pollecho client: connected to 127.0.0.1:{server.Port}, ", client.Output.Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void When_none_of_a_names_addresses_answers_each_is_reported()
    {
        int port = FreePort.Next();
        using Pollecho client = StartWithHosts("127.0.0.8 two.test\n127.0.0.9 two.test", "client", $"two.test:{port}", "--count", "3");

        client.WaitForExit();

        Expect.OneErrorLine(
            client, 1, "cannot connect to ", $"127.0.0.8:{port}: connection refused", $"127.0.0.9:{port}: connection refused", $"pollecho server --port {port} --bind 127.0.0.");
    }

    [Fact]
    public void A_name_server_that_is_silent_is_given_up_after_the_connect_timeout()
    {
        using Pollecho client = Pollecho.StartApart("-mn", SetSilentNameServer, "client", "name.test", "--count", "1", "--connect-timeout", "200ms", "--json");

        client.WaitForExit();

        Expect.OneErrorLine(client, 1, "cannot find the host 'name.test': no answer within 200 ms", "--connect-timeout");
        Assert.Contains("\"error\":\"cannot find the host ", client.Output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stop_ends_a_look_up_at_once()
    {
        using Pollecho client = Pollecho.StartApart("-mn", SetSilentNameServer, "client", "name.test", "--count", "1", "--connect-timeout", "1h");

        // It has asked the name server: https://www.kernel.org/doc/Documentation/networking/proc_net_tcp.txt is the form of this too.
        Assert.True(SpinWait.SpinUntil(() => client.HasExited || File.ReadAllText($"/proc/{client.Id}/net/udp").Contains(" 0209D50A:0035 ", StringComparison.Ordinal), Patience.Limit));
        client.Interrupt();

        client.WaitForExit();

        Expect.OneErrorLine(client, 1, "stopped before the host 'name.test' was found");
    }

    /// <summary>Starts it with lines of /etc/hosts that it alone sees.</summary>
    private static Pollecho StartWithHosts(string hosts, params string[] arguments) =>
        Pollecho.StartApart("-m", $"hosts=$(mktemp) && printf '{hosts}\\n' >$hosts && mount --bind $hosts /etc/hosts && rm $hosts", arguments);
}
