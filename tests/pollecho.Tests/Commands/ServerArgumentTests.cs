using System.Net;
using System.Net.Sockets;
using Pollecho.Client;
using Pollecho.Commands;
using Pollecho.Sockets;

namespace Pollecho.Tests.Commands;

/// <summary>The server as one writes it on the command line.</summary>
public class ServerArgumentTests
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
        Assert.True(ServerArgument.TryParse(text, out ServerAddress? address, out _));
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
        Assert.False(ServerArgument.TryParse(text, out _, out string? fault));
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
        Assert.False(ServerArgument.TryParse(text, out _, out string? fault));
        Assert.StartsWith(reason, fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unix:/tmp/x", "/tmp/x")]
    [InlineData("unix:x", "x")]
    [InlineData("unix:8083", "8083")]
    [InlineData("unix:./@x", "./@x")]
    [InlineData("unix:/tmp/unix:a b:80", "/tmp/unix:a b:80")]
    public void A_unix_socket_is_read_and_needs_no_look_up(string text, string path)
    {
        Assert.SkipUnless(Socket.OSSupportsUnixDomainSockets, "this system has no unix sockets");
        Assert.True(ServerArgument.TryParse(text, out ServerAddress? address, out _));

        Assert.Equal(text, address!.ToString());
        Assert.Null(address.Lookup());
        Assert.Equal([new UnixDomainSocketEndPoint(path)], address.Resolve(TimeSpan.Zero, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("unix:", "address unix: lacks its path; write it as unix:/tmp/pollecho.sock")]
    [InlineData("unix:@x", "address unix:@x is an abstract name, which has no file; take a path, or write a file of that name as unix:./@x")]
    public void A_path_that_cannot_be_used_is_refused_with_the_reason(string text, string reason)
    {
        Assert.False(ServerArgument.TryParse(text, out _, out string? fault));
        Assert.Equal(reason, fault);
    }

    [Fact]
    public void A_path_is_bounded_in_bytes_not_letters()
    {
        Assert.SkipUnless(Socket.OSSupportsUnixDomainSockets, "this system has no unix sockets");
        string longest = new('ü', UnixListener.LongestPath / 2);
        Assert.True(ServerArgument.TryParse($"unix:{longest}x"[..(5 + longest.Length + (UnixListener.LongestPath % 2))], out _, out _));

        Assert.False(ServerArgument.TryParse($"unix:{longest}xx", out _, out string? fault));
        Assert.Contains($" has a path of {UnixListener.LongestPath + 1} bytes, over the {UnixListener.LongestPath} that a socket address takes; ", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_local_address_keeps_its_interface()
    {
        Assert.True(ServerArgument.TryParse("[fe80::1%1]:80", out ServerAddress? address, out _));
        Assert.Equal(1, Assert.Single(address!.Resolve(TimeSpan.Zero, TestContext.Current.CancellationToken).Cast<IPEndPoint>()).Address.ScopeId);
    }

    [Fact]
    public void An_IPv4_address_in_the_other_familys_form_is_the_IPv4_address()
    {
        Assert.True(ServerArgument.TryParse("[::ffff:127.0.0.1]:80", out ServerAddress? address, out _));
        Assert.Equal([new IPEndPoint(IPAddress.Loopback, 80)], address!.Resolve(TimeSpan.Zero, TestContext.Current.CancellationToken));
    }
}
