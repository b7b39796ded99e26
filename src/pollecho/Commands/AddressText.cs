using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Pollecho.Commands;

/// <summary>An IP address as people write it.</summary>
internal static class AddressText
{
    /// <summary>
    /// Reads an address; false if it is none, or one in a form that only the framework takes: 8083 for 0.0.31.147,
    /// 127.1 for 127.0.0.1, or [::1]:80.
    /// </summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out IPAddress? address) => IPAddress.TryParse(text, out address)
        && (address.AddressFamily == AddressFamily.InterNetworkV6 ? !text.Contains('[') : text == address.ToString());
}
