using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using Pollecho.Client;
using Pollecho.Text;

namespace Pollecho.Commands;

/// <summary>Where the client is to connect, as typed: <c>HOST[:PORT]</c>, an IPv6 address with a port in brackets; or <c>unix:PATH</c>.</summary>
internal static class ServerArgument
{
    private static readonly Bounds PortBounds = Bounds.Whole(1, IPEndPoint.MaxPort);

    private const string Form = "HOST[:PORT] such as 127.0.0.1:8083, example.com or [::1]:8083, or as " + UnixPath.Form;

    /// <summary>The command line's arguments of that form.</summary>
    public static Argument<ServerAddress[]> Create() => new("HOST[:PORT]")
    {
        Description = $"The server, or a unix socket as {UnixPath.Form}; with several, connections are spread evenly, at least one to each "
            + $"[default: {ServerAddress.DefaultHost}:{ServerAddress.DefaultPort}, or [{ServerAddress.DefaultHostIPv6}]:{ServerAddress.DefaultPort} with -6 or an IPv6 --source]",
        Arity = ArgumentArity.ZeroOrMore,
        CustomParser = result => [.. result.Tokens.Select(token => Parse(token.Value, result)).OfType<ServerAddress>()],
    };

    /// <summary>Reads the form.</summary>
    /// <param name="text">What was given.</param>
    /// <param name="address">The server; null if it cannot be used.</param>
    /// <param name="fault">What is wrong with the address or port; null if nothing is, or the whole is malformed.</param>
    public static bool TryParse(string text, out ServerAddress? address, out string? fault)
    {
        address = null;
        fault = null;
        if (UnixPath.IsMeant(text))
        {
            fault = UnixPath.Fault(text) is { } ofPath ? $"address {ofPath}" : null;
            address = fault is null ? ServerAddress.Of(UnixPath.Parse(text)) : null;
            return fault is null;
        }

        string host = text;
        string? port = null;
        int colon = text.LastIndexOf(':');
        if (text.StartsWith('['))
        {
            int end = text.IndexOf(']', StringComparison.Ordinal);
            if (end < 0 || (end + 1 < text.Length && text[end + 1] != ':') || !AddressText.TryParse(text[1..end], out _))
            {
                return false;
            }

            host = text[1..end];
            port = end + 1 < text.Length ? text[(end + 2)..] : null;
        }
        else if (colon >= 0 && text.IndexOf(':', StringComparison.Ordinal) == colon)
        {
            host = text[..colon];
            port = text[(colon + 1)..];
        }

        double? number = port is null ? null : PortBounds.Read(port);
        if (!IsHost(host) || (port is not null && number is null))
        {
            return false;
        }

        fault = AddressText.Fault(host) is { } ofAddress ? $"address {ofAddress}"
            : port is not null && PortBounds.Outside(port) is { } ofPort ? $"port {ofPort}"
            : null;
        address = fault is null ? new ServerAddress(host, (int?)number) : null;
        return fault is null;
    }

    private static ServerAddress? Parse(string text, ArgumentResult result)
    {
        if (UnknownWord.IsOption(text))
        {
            result.AddError($"unknown option '{text}'");
            return null;
        }

        if (!TryParse(text, out ServerAddress? address, out string? fault))
        {
            result.AddError(fault is not null ? $"the server's {fault}" : $"the server is given as {Form}, not '{text}'"
                + (PortBounds.Read(text) is not null && PortBounds.Outside(text) is null ? $"; for the port alone give --port {text}" : ""));
        }

        return address;
    }

    /// <summary>Whether it is an address, or may be a name: a number is neither, though the system takes 8083 for 0.0.31.147.</summary>
    private static bool IsHost(string text) => Uri.CheckHostName(text) != UriHostNameType.Unknown
        && (AddressText.TryParse(text, out _) || !(IPAddress.TryParse(text, out _) || text.All(char.IsAsciiDigit)));
}
