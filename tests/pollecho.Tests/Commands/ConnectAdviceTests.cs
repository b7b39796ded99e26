using System.Net;
using System.Net.Sockets;
using Pollecho.Client;
using Pollecho.Commands;
using Pollecho.Sockets;

namespace Pollecho.Tests.Commands;

/// <summary>What a client says that could not connect: each address with its reason, and what helps there.</summary>
public class ConnectAdviceTests
{
    [Theory]
    [InlineData("127.0.0.1", "pollecho server --port 8083")]
    [InlineData("127.0.0.2", "pollecho server --port 8083 --bind 127.0.0.2")]
    [InlineData("::1", "pollecho server --port 8083 --bind ::1")]
    [InlineData("0.0.0.0", "pollecho server --port 8083")]
    [InlineData("::", "pollecho server --port 8083 --bind ::1")]
    [InlineData("fe80::1%3", "pollecho server --port 8083 --bind fe80::1%3")]
    public void A_server_is_to_listen_where_the_client_looks_for_it(string address, string command) =>
        Assert.EndsWith($": connection refused; is a server listening there? Start one: {command}", Refused(address, 8083, SocketError.Success), StringComparison.Ordinal);

    [Fact]
    public void A_server_on_another_machine_is_not_to_be_started_here()
    {
        Assert.Equal(
            "cannot connect to 10.213.7.9:8083: connection refused; see whether the server runs there, and listens on that address and port",
            Refused("10.213.7.9", 8083, SocketError.AddressNotAvailable));

        // The system's own word, for an address that no machine has (RFC 6666).
        Assert.DoesNotContain("pollecho server", ConnectAdvice.Explain([new(new IPEndPoint(IPAddress.Parse("100::1"), 8083), SocketError.ConnectionRefused)]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_that_only_root_may_take_says_so()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no such ports on Windows");
        Assert.EndsWith("Start one, as root for a port below 1024: pollecho server --port 80", Refused("127.0.0.1", 80, SocketError.AccessDenied), StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_that_is_taken_is_not_to_be_taken_again() =>
        Assert.EndsWith(
            "; a program of this machine has that port, and takes no connections; see what it does",
            Refused("127.0.0.1", 8083, SocketError.AddressAlreadyInUse),
            StringComparison.Ordinal);

    [Fact]
    public void Of_many_addresses_a_few_are_named_and_the_one_that_the_advice_is_of()
    {
        ConnectFailure[] failures = [.. Enumerable.Range(1, 200).Select(i => new ConnectFailure(new IPEndPoint(IPAddress.Parse($"100::{i}"), 8083), i == 150 ? SocketError.ConnectionRefused : SocketError.TimedOut))];

        Assert.StartsWith(
            "cannot connect to [100::1]:8083: timed out, nor to [100::2]:8083: timed out, nor to [100::150]:8083: connection refused, nor to 197 others; see whether the server runs there",
            ConnectAdvice.Explain(failures, _ => SocketError.AddressNotAvailable),
            StringComparison.Ordinal);
        Assert.Contains("[100::3]:8083: timed out, nor to 1 other; check the address", ConnectAdvice.Explain(failures[..4]), StringComparison.Ordinal);
        Assert.DoesNotContain("other", ConnectAdvice.Explain(failures[..3]), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_address_is_reported_and_what_helps_where_one_was_refused()
    {
        ConnectFailure[] failures =
        [
            new(new IPEndPoint(IPAddress.Loopback, 8083), SocketError.ConnectionRefused),
            new(new IPEndPoint(IPAddress.IPv6Loopback, 8083), SocketError.TimedOut),
        ];

        Assert.Equal(
            "cannot connect to 127.0.0.1:8083: connection refused, nor to [::1]:8083: timed out; is a server listening there? Start one: pollecho server --port 8083",
            ConnectAdvice.Explain(failures, _ => SocketError.Success));
    }

    [Theory]
    [InlineData(SocketError.TimedOut, "--connect-timeout", "ports")]
    [InlineData(SocketError.HostUnreachable, "check the address", "--connect-timeout")]
    [InlineData(SocketError.NetworkUnreachable, "check the address", "--connect-timeout")]
    [InlineData(SocketError.AccessDenied, "firewall", "--connect-timeout")]
    [InlineData(SocketError.TooManyOpenSockets, "ulimit -n", "--connect-timeout")]
    [InlineData(SocketError.AddressNotAvailable, "take fewer connections, wait, or give the system more ports", "--connect-timeout")]
    [InlineData(SocketError.AddressAlreadyInUse, "take fewer connections, wait, or give the system more ports", "--connect-timeout")]
    public void Each_reason_has_its_own_advice(SocketError error, string told, string untold)
    {
        string explained = ConnectAdvice.Explain([new(new IPEndPoint(IPAddress.Loopback, 8083), error)], _ => SocketError.Success);

        Assert.Contains(told, explained, StringComparison.Ordinal);
        Assert.DoesNotContain(untold, explained, StringComparison.Ordinal);
    }

    [Fact]
    public void A_machine_without_the_family_has_not_run_out_of_ports() =>
        Assert.EndsWith(
            "; this machine has no address ::1; take another one of the server's",
            ConnectAdvice.Explain([new(new IPEndPoint(IPAddress.IPv6Loopback, 8083), SocketError.AddressNotAvailable)], _ => SocketError.AddressNotAvailable),
            StringComparison.Ordinal);

    [Fact]
    public void A_path_has_advice_of_its_own()
    {
        using var socket = new TemporarySocket();
        string Explain(SocketError error) => ConnectAdvice.Explain([new(socket.EndPoint, error)], _ => throw new InvalidOperationException());

        Assert.Equal($"cannot connect to unix:{socket.Path}: no such file; check the path, or start a server there: pollecho server --bind unix:{socket.Path}", Explain(SocketErrors.NoSuchFile));
        Assert.EndsWith($": connection refused; nobody listens there any more. Start a server: pollecho server --bind unix:{socket.Path}", Explain(SocketError.ConnectionRefused), StringComparison.Ordinal);
        Assert.EndsWith(": permission denied; this user may not write to that socket, or not enter its directory; see who may (ls -ld)", Explain(SocketError.AccessDenied), StringComparison.Ordinal);
        Assert.Contains("--connect-timeout", Explain(SocketError.TimedOut), StringComparison.Ordinal);
        Assert.Contains("ulimit -n", Explain(SocketError.TooManyOpenSockets), StringComparison.Ordinal);

        File.WriteAllText(socket.Path, "");
        Assert.EndsWith(": connection refused; that file is not a socket; check the path", Explain(SocketError.ConnectionRefused), StringComparison.Ordinal);
        File.Delete(socket.Path);
        Directory.CreateDirectory(socket.Path);
        Assert.EndsWith(": connection refused; that is a directory; give the path of a socket in it", Explain(SocketError.ConnectionRefused), StringComparison.Ordinal);
        Directory.Delete(socket.Path);
    }

    [Theory]
    [InlineData("a b", "'unix:a b'")]
    [InlineData("it's", "'unix:it'\\''s'")]
    [InlineData("/run/x-1.sock", "unix:/run/x-1.sock")]
    public void A_path_in_a_command_is_quoted_where_a_shell_needs_it(string path, string word)
    {
        Assert.SkipUnless(Socket.OSSupportsUnixDomainSockets, "this system has no unix sockets");
        Assert.EndsWith($"pollecho server --bind {word}", ConnectAdvice.Explain([new(new UnixDomainSocketEndPoint(path), SocketErrors.NoSuchFile)]), StringComparison.Ordinal);
    }

    private static string Refused(string address, int port, SocketError bind) =>
        ConnectAdvice.Explain([new(new IPEndPoint(IPAddress.Parse(address), port), SocketError.ConnectionRefused)], _ => bind);
}
