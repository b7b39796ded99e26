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
        Assert.True(ServerAddress.TryParse(text, out ServerAddress? address));
        Assert.Equal(new ServerAddress(host, port), address);
    }

    [Theory]
    [InlineData("")]
    [InlineData(":80")]
    [InlineData("host:")]
    [InlineData("host:0")]
    [InlineData("host:65536")]
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
    public void A_malformed_server_is_refused(string text) => Assert.False(ServerAddress.TryParse(text, out _));
}
