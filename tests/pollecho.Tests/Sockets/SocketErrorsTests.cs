using System.Net.Sockets;
using Pollecho.Sockets;

namespace Pollecho.Tests.Sockets;

/// <summary>The words for the system's errors.</summary>
public class SocketErrorsTests
{
    [Theory]
    [InlineData(SocketError.AddressNotAvailable, "no source port or address left to connect from", "address is not one of this machine's")]
    [InlineData(SocketError.AddressAlreadyInUse, "no source port or address left to connect from", "address already in use")]
    [InlineData(SocketError.AccessDenied, "permission denied", "permission denied")]
    [InlineData(SocketError.InvalidArgument, "invalid argument", "invalid argument")]
    [InlineData(SocketError.NotConnected, "not connected", "not connected")]
    [InlineData(SocketError.ProtocolNotSupported, "protocol not supported", "protocol not supported")]
    [InlineData(SocketError.AddressFamilyNotSupported, "address family not supported", "address family not supported")]
    [InlineData(SocketError.SocketError, "unknown system error", "unknown system error")]
    [InlineData((SocketError)12345, "system error 12345", "system error 12345")]
    public void A_connection_and_a_listener_have_their_own_words(SocketError error, string connection, string listener)
    {
        Assert.Equal(connection, SocketErrors.Describe(error));
        Assert.Equal(listener, SocketErrors.DescribeListen(error));
    }

    [Fact]
    public void No_error_is_reported_by_its_name_in_the_code() =>
        Assert.All(Enum.GetValues<SocketError>(), error => Assert.Matches("^[a-z][a-z' ]+$", SocketErrors.Describe(error)));
}
