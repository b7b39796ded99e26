using System.Net;
using System.Net.Sockets;
using Pollecho.Client;
using Pollecho.Commands;

namespace Pollecho.Tests.Commands;

/// <summary>What a name stands for, and what is said if that cannot be found out.</summary>
public class ServerLookupTests
{
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
    public void A_name_without_an_address_says_so()
    {
        var failure = Assert.Throws<CommandException>(() => Resolve(_ => []));

        Assert.Equal("cannot find the host 'name': it has no address; check the name", failure.Message);
    }

    [Fact]
    public void An_address_needs_no_look_up()
    {
        var address = new ServerAddress("::1", 80);

        Assert.Equal([new IPEndPoint(IPAddress.IPv6Loopback, 80)], address.Resolve(TimeSpan.FromHours(1), TestContext.Current.CancellationToken, _ => throw new InvalidOperationException()));
        Assert.Null(address.Lookup());
    }

    private static IPEndPoint[] Resolve(Func<string, IPAddress[]> resolve, TimeSpan? timeout = null, CancellationToken? stop = null) =>
        ServerLookup.Resolve(new ServerAddress("name", 80), timeout ?? TimeSpan.FromHours(1), stop ?? TestContext.Current.CancellationToken, resolve);

    private static IPAddress[] Wait(ManualResetEventSlim answer)
    {
        answer.Wait();
        return [];
    }
}
