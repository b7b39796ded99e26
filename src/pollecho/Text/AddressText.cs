using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Pollecho.Text;

/// <summary>Addresses as people write them.</summary>
internal static class AddressText
{
    /// <summary>What the path of a unix socket is written behind.</summary>
    public const string UnixPrefix = "unix:";

    /// <summary>An address with its port, or the path of a unix socket, as a command takes it.</summary>
    public static string Of(EndPoint endPoint) => (endPoint is UnixDomainSocketEndPoint ? UnixPrefix : "") + endPoint;

    /// <summary>How a link-local address is written on this system; each network has such addresses, so that the interface belongs to it (RFC 4007, 11).</summary>
    public static string ScopeForm => "fe80::1%" + (OperatingSystem.IsWindows() ? "12" : OperatingSystem.IsMacOS() ? "en0" : "eth0");

    /// <summary>
    /// Reads an address; false if it is not one, or is in a form that only the framework takes: 8083 for 0.0.31.147,
    /// 127.1 for 127.0.0.1, or [::1]:80.
    /// </summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out IPAddress? address)
    {
        bool parsed = IPAddress.TryParse(text, out address)
            && (address.AddressFamily == AddressFamily.InterNetworkV6 ? !text.Contains('[') : text == address.ToString());

        // ::ffff:127.0.0.1 is an IPv4 address in the form of the other family, whose sockets do not take it.
        address = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        return parsed;
    }

    /// <summary>Why a well-formed address cannot be used; null if it is malformed, or can be used.</summary>
    public static string? Fault(string text)
    {
        // .NET ignores a scope that is no interface's name.
        if (!TryParse(text, out IPAddress? address) || address is not { IsIPv6LinkLocal: true, ScopeId: 0 })
        {
            return null;
        }

        return text.Contains('%', StringComparison.Ordinal)
            ? $"{text} names an interface that this machine does not have; write it as {ScopeForm}"
            : $"{text} is link-local; write it with the interface, as {ScopeForm}";
    }
}
