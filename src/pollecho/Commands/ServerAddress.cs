using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Pollecho.Client;
using Pollecho.Sockets;
using Pollecho.Text;

namespace Pollecho.Commands;

/// <summary>Where the client is to connect: <c>HOST[:PORT]</c>, an IPv6 address with a port in brackets.</summary>
internal sealed record ServerAddress(string Host, int? Port)
{
    /// <summary>The port that the server listens on and the client connects to when none is given.</summary>
    public const int DefaultPort = 8083;

    /// <summary>The host that the client connects to when none is given.</summary>
    public const string DefaultHost = "127.0.0.1";

    private static readonly Bounds PortBounds = Bounds.Whole(1, IPEndPoint.MaxPort);

    private const string Form = "HOST[:PORT] such as 127.0.0.1:8083, example.com or [::1]:8083";

    /// <summary>The command line's argument of that form.</summary>
    public static Argument<ServerAddress> Argument() => new("HOST[:PORT]")
    {
        Description = $"The server [default: {DefaultHost}:{DefaultPort}]",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = result =>
        {
            string text = result.Tokens.Count == 0 ? DefaultHost : result.Tokens[0].Value;
            if (text.StartsWith('-'))
            {
                result.AddError($"there is no option '{text}' here");
                return null;
            }

            if (!TryParse(text, out ServerAddress? address, out string? fault))
            {
                result.AddError(fault is not null ? $"the server's {fault}" : $"the server is given as {Form}, not '{text}'"
                    + (PortBounds.Read(text) is not null && PortBounds.Outside(text) is null ? $"; for the port alone give --port {text}" : ""));
            }

            return address;
        },
    };

    /// <summary>Reads the form.</summary>
    /// <param name="text">What was given.</param>
    /// <param name="address">The server; null if it cannot be used.</param>
    /// <param name="fault">What is wrong with the address or port; null if nothing is, or the whole is malformed.</param>
    public static bool TryParse(string text, out ServerAddress? address, out string? fault)
    {
        address = null;
        fault = null;
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

    /// <summary>The addresses that the host's name stands for, in the order in which they are to be tried.</summary>
    /// <param name="timeout">How long to wait for them.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <param name="resolve">The system's call, or a test's.</param>
    /// <exception cref="CommandException">There are none, or the wait for them ended before they came.</exception>
    public IPEndPoint[] Resolve(TimeSpan timeout, CancellationToken stop, Func<string, IPAddress[]>? resolve = null)
    {
        if (IsLiteral(out IPAddress? literal))
        {
            return [At(literal)];
        }

        Task<IPEndPoint[]> lookup = NameLookup.Begin(() => LookUp(resolve));
        try
        {
            if (Task.WaitAny([lookup], (int)Math.Ceiling(timeout.TotalMilliseconds), stop) < 0)
            {
                throw new CommandException(
                    $"cannot find the host '{Host}': no answer within {Units.Duration(timeout)}; see whether the name server runs, or give it longer with --connect-timeout");
            }

            IPEndPoint[] endPoints = lookup.GetAwaiter().GetResult();
            return endPoints.Length > 0 ? endPoints : throw new CommandException($"cannot find the host '{Host}': it has no address; check the name");
        }
        catch (OperationCanceledException)
        {
            throw new CommandException($"stopped before the host '{Host}' was found");
        }
        catch (SocketException e)
        {
            string advice = e.SocketErrorCode == SocketError.TryAgain ? "see whether the name server runs" : "check the name";
            throw new CommandException($"cannot find the host '{Host}': {SocketErrors.Describe(e.SocketErrorCode)}; {advice}");
        }
    }

    /// <summary>Looks the name up again, as <see cref="Resolve"/> did; null for an address, which stays what it is.</summary>
    public Func<IPEndPoint[]>? Lookup() => IsLiteral(out _) ? null : () => LookUp();

    /// <summary>As it was given, and as it is to be written.</summary>
    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    /// <summary>An address needs no look-up, and .NET refuses that of 0.0.0.0 and of ::.</summary>
    private bool IsLiteral([NotNullWhen(true)] out IPAddress? address) => AddressText.TryParse(Host, out address);

    private IPEndPoint At(IPAddress address) => new(address, Port ?? DefaultPort);

    private IPEndPoint[] LookUp(Func<string, IPAddress[]>? resolve = null) =>
        FirstConnection.Interleave((resolve ?? Dns.GetHostAddresses)(Host).Distinct().Select(At));

    /// <summary>Whether it is an address, or may be a name: a number is neither, though the system takes 8083 for 0.0.31.147.</summary>
    private static bool IsHost(string text) => Uri.CheckHostName(text) != UriHostNameType.Unknown
        && (AddressText.TryParse(text, out _) || !(IPAddress.TryParse(text, out _) || text.All(char.IsAsciiDigit)));
}
