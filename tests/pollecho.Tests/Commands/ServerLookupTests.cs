using System.Net;
using System.Net.Sockets;
using Pollecho.Client;
using Pollecho.Commands;
using Pollecho.Tests.Waiting;

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
    public void Each_address_is_a_server_in_the_same_order_however_the_name_server_gives_them()
    {
        IPAddress[] found = [IPAddress.Parse("127.0.0.3"), IPAddress.IPv6Loopback, IPAddress.Parse("127.0.0.2")];
        string[] Names(params IPAddress[] addresses) => [.. ServerLookup.Reach(
            [new("name", 80)], RunOptions.Usual, takesAll: true, CancellationToken.None, _ => addresses).Select(target => target.Name)];

        Assert.Equal(3, Names(found).Length);
        Assert.Equal(Names(found), Names([.. found.Reverse()]));
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

    [Theory]
    [InlineData(AddressFamily.InterNetwork, "127.0.0.1:80")]
    [InlineData(AddressFamily.InterNetworkV6, "[::1]:80")]
    public void Of_a_names_addresses_only_those_of_the_family_asked_for_are_taken(AddressFamily family, string expected) =>
        Assert.Equal([expected], Resolve(_ => [IPAddress.IPv6Loopback, IPAddress.Loopback], family: family).Select(endPoint => endPoint.ToString()));

    [Fact]
    public void A_name_without_an_address_of_the_family_asked_for_says_so()
    {
        var failure = Assert.Throws<CommandException>(() => Resolve(_ => [IPAddress.Loopback], family: AddressFamily.InterNetworkV6));

        Assert.Equal(
            (ExitCode.Failure, "cannot find the host 'name': it has no IPv6 address; leave out what asks for one (-4, -6, --source), or check the name"),
            (failure.ExitCode, failure.Message));
    }

    [Fact]
    public void A_source_that_is_not_this_machines_is_refused_before_the_name_is_looked_up()
    {
        var options = new RunOptions(new IPEndPoint(IPAddress.None, 0), new UniquePayload(16, Expect.Upper), Ways.Of("spin"))
        {
            Sources = [IPAddress.Loopback, IPAddress.Parse("192.0.2.77")],
        };

        var failure = Assert.Throws<CommandException>(() => ServerLookup.Reach([new ServerAddress("host.invalid", 80)], options, takesAll: false, TestContext.Current.CancellationToken));

        Assert.Equal(ExitCode.Failure, failure.ExitCode);
        Assert.StartsWith("cannot connect from --source 192.0.2.77: address is not one of this machine's; see which it has (", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_address_of_a_name_is_a_server_of_its_own_where_that_is_asked_for_and_each_is_taken_once()
    {
        IReadOnlyList<ServerTarget> targets = ServerLookup.Reach(
            [new ServerAddress("one", 80), new ServerAddress("two", 80), new ServerAddress("192.0.2.3", 80)],
            new RunOptions(new IPEndPoint(IPAddress.None, 0), new UniquePayload(16, Expect.Upper), Ways.Of("spin")),
            takesAll: true,
            TestContext.Current.CancellationToken,
            name => name == "one" ? [IPAddress.Parse("192.0.2.1"), IPAddress.Parse("192.0.2.2")] : [IPAddress.Parse("192.0.2.2"), IPAddress.Parse("2001:db8::1")]);

        string[] addresses = ["192.0.2.1:80", "192.0.2.2:80", "[2001:db8::1]:80", "192.0.2.3:80"];
        Assert.Equal(addresses, targets.Select(target => target.Name));
        Assert.Equal(addresses, targets.Select(target => $"{target.Current}"));
    }

    [Fact]
    public void Of_several_names_one_that_is_not_found_is_reported_by_name()
    {
        var options = new RunOptions(new IPEndPoint(IPAddress.None, 0), new UniquePayload(16, Expect.Upper), Ways.Of("spin"));

        var failure = Assert.Throws<CommandException>(() => ServerLookup.Reach(
            [new ServerAddress("192.0.2.1", 80), new ServerAddress("gone", 80)], options, takesAll: false, TestContext.Current.CancellationToken, _ => []));

        Assert.Equal("cannot find the host 'gone': it has no address; check the name", failure.Message);
    }

    [Fact]
    public void An_address_needs_no_look_up()
    {
        var address = new ServerAddress("::1", 80);

        Assert.Equal([new IPEndPoint(IPAddress.IPv6Loopback, 80)], address.Resolve(TimeSpan.FromHours(1), TestContext.Current.CancellationToken, _ => throw new InvalidOperationException()));
        Assert.Null(address.Lookup());
    }

    private static EndPoint[] Resolve(Func<string, IPAddress[]> resolve, TimeSpan? timeout = null, CancellationToken? stop = null, AddressFamily? family = null) =>
        ServerLookup.Resolve(new ServerAddress("name", 80) { Family = family }, timeout ?? TimeSpan.FromHours(1), stop ?? TestContext.Current.CancellationToken, resolve);

    private static IPAddress[] Wait(ManualResetEventSlim answer)
    {
        answer.Wait();
        return [];
    }
}
