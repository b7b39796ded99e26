using System.Net;
using System.Net.Sockets;
using Pollecho.Commands;

namespace Pollecho.Tests.Commands;

public class ServerAddressTests
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", null)]
    [InlineData("127.0.0.1:80", "127.0.0.1", 80)]
    [InlineData("example.com", "example.com", null)]
    [InlineData("example.com:65535", "example.com", 65535)]
    [InlineData("::1", "::1", null)]
    [InlineData("[::1]", "::1", null)]
    [InlineData("[::1]:8083", "::1", 8083)]
    public void A_server_is_read(string text, string host, int? port)
    {
        Assert.True(ServerAddress.TryParse(text, out ServerAddress? address, out _));
        Assert.Equal(new ServerAddress(host, port), address);
    }

    [Theory]
    [InlineData("")]
    [InlineData(":80")]
    [InlineData("host:")]
    [InlineData("host:-1")]
    [InlineData("host:80:81")]
    [InlineData("[::1")]
    [InlineData("[::1]80")]
    [InlineData("[host]:80")]
    [InlineData("a host")]
    [InlineData("8083")]
    [InlineData("8083:80")]
    [InlineData("[8083]:80")]
    [InlineData("99999999999")]
    [InlineData("127.1")]
    [InlineData("010.0.0.1")]
    [InlineData("0x7f000001")]
    public void A_malformed_server_is_refused(string text)
    {
        Assert.False(ServerAddress.TryParse(text, out _, out string? fault));
        Assert.Null(fault);
    }

    [Theory]
    [InlineData("host:0", "port 0 is under 1")]
    [InlineData("host:65536", "port 65536 is over 65535")]
    [InlineData("host:99999999999999999999", "port 99999999999999999999 is over 65535")]
    [InlineData("[::1]:65536", "port 65536 is over 65535")]
    [InlineData("fe80::1", "address fe80::1 is link-local; write it with the interface, as fe80::1%")]
    [InlineData("[fe80::1]:80", "address fe80::1 is link-local; write it with the interface, as fe80::1%")]
    [InlineData("fe80::1%nosuch0", "address fe80::1%nosuch0 names an interface that this machine does not have; write it as fe80::1%")]
    public void One_that_cannot_be_used_is_refused_with_the_reason(string text, string reason)
    {
        Assert.False(ServerAddress.TryParse(text, out _, out string? fault));
        Assert.StartsWith(reason, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_local_address_keeps_its_interface()
    {
        Assert.True(ServerAddress.TryParse("[fe80::1%1]:80", out ServerAddress? address, out _));
        Assert.Equal(1, Assert.Single(address!.Resolve(TimeSpan.Zero, TestContext.Current.CancellationToken)).Address.ScopeId);
    }

    [Fact]
    public void An_IPv4_address_in_the_other_familys_form_is_the_IPv4_address()
    {
        Assert.True(ServerAddress.TryParse("[::ffff:127.0.0.1]:80", out ServerAddress? address, out _));
        Assert.Equal([new IPEndPoint(IPAddress.Loopback, 80)], address!.Resolve(TimeSpan.Zero, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_look_up_without_an_answer_is_given_up_when_its_time_is_up()
    {
        using var never = new ManualResetEventSlim();

        var failure = Assert.Throws<CommandException>(() => Resolve(_ => Wait(never), TimeSpan.FromMilliseconds(20)));

        Assert.Equal((ExitCode.Failure, "cannot find the host 'name': no answer within 20.0 ms; see whether the name server runs, or give it longer with --connect-timeout"), (failure.ExitCode, failure.Message));
        never.Set();
    }

    [Fact]
    public void A_stop_ends_a_look_up()
    {
        using var never = new ManualResetEventSlim();
        using var stop = new CancellationTokenSource();

        var failure = Assert.Throws<CommandException>(() => Resolve(
            _ =>
            {
                stop.Cancel();
                return Wait(never);
            },
            TimeSpan.FromHours(1),
            stop.Token));

        Assert.Equal((ExitCode.Failure, "stopped before the host 'name' was found"), (failure.ExitCode, failure.Message));
        never.Set();
    }

    [Theory]
    [InlineData(SocketError.HostNotFound, "host not found; check the name")]
    [InlineData(SocketError.TryAgain, "host name could not be looked up now; see whether the name server runs")]
    public void A_look_up_that_fails_says_what_to_do(SocketError error, string told)
    {
        var failure = Assert.Throws<CommandException>(() => Resolve(_ => throw new SocketException((int)error)));

        Assert.Equal($"cannot find the host 'name': {told}", failure.Message);
    }

    [Fact]
    public void A_names_addresses_take_turns_and_none_comes_twice()
    {
        IPAddress[] found = [IPAddress.IPv6Loopback, IPAddress.IPv6Loopback, IPAddress.Parse("::2"), IPAddress.Loopback];

        Assert.Equal(["[::1]:80", "127.0.0.1:80", "[::2]:80"], Resolve(_ => found).Select(endPoint => endPoint.ToString()));
    }

    [Fact]
    public void An_address_needs_no_look_up()
    {
        var address = new ServerAddress("::1", 80);

        Assert.Equal([new IPEndPoint(IPAddress.IPv6Loopback, 80)], address.Resolve(TimeSpan.FromHours(1), TestContext.Current.CancellationToken, _ => throw new InvalidOperationException()));
        Assert.Null(address.Lookup());
    }

    private static IPEndPoint[] Resolve(Func<string, IPAddress[]> resolve, TimeSpan? timeout = null, CancellationToken? stop = null) =>
        new ServerAddress("name", 80).Resolve(timeout ?? TimeSpan.FromHours(1), stop ?? TestContext.Current.CancellationToken, resolve);

    private static IPAddress[] Wait(ManualResetEventSlim answer)
    {
        answer.Wait();
        return [];
    }
}
