using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Pollecho.Text;

namespace Pollecho.Client;

/// <summary>Where the client is to connect.</summary>
/// <param name="Host">An IPv4 or IPv6 address, or a name; of a unix socket its path.</param>
/// <param name="Port">From 1 to 65535; null for <see cref="DefaultPort"/>, or of a unix socket.</param>
internal sealed record ServerAddress(string Host, int? Port)
{
    /// <summary>The port that the server listens on and the client connects to when none is given.</summary>
    public const int DefaultPort = 8083;

    /// <summary>The host that the client connects to when none is given.</summary>
    public const string DefaultHost = "127.0.0.1";

    /// <summary>The same of the other family.</summary>
    public const string DefaultHostIPv6 = "::1";

    /// <summary>The only family of addresses that the name is looked up for; null for both.</summary>
    public AddressFamily? Family { get; init; }

    /// <summary>The unix socket, if it is one.</summary>
    public UnixDomainSocketEndPoint? Unix { get; private init; }

    /// <summary>That of a unix socket.</summary>
    public static ServerAddress Of(UnixDomainSocketEndPoint unix) => new(unix.ToString(), null) { Unix = unix };

    /// <summary>The addresses that the host's name stands for, in the order in which they are to be tried; none if the name has none.</summary>
    /// <param name="timeout">How long to wait for them.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <param name="resolve">The system's call, or a test's.</param>
    /// <exception cref="TimeoutException">No answer came in time.</exception>
    /// <exception cref="OperationCanceledException">The stop came first.</exception>
    /// <exception cref="SocketException">The name could not be looked up.</exception>
    public EndPoint[] Resolve(TimeSpan timeout, CancellationToken stop, Func<string, IPAddress[]>? resolve = null)
    {
        if (IsSettled(out EndPoint? settled))
        {
            return [settled];
        }

        Task<EndPoint[]> lookup = NameLookup.Begin(() => LookUp(resolve));
        return Task.WaitAny([lookup], (int)Math.Ceiling(timeout.TotalMilliseconds), stop) >= 0
            ? lookup.GetAwaiter().GetResult()
            : throw new TimeoutException();
    }

    /// <summary>Looks the name up again, as <see cref="Resolve"/> did; null for an address or a path, which stay what they are.</summary>
    public Func<EndPoint[]>? Lookup() => IsSettled(out _) ? null : () => LookUp();

    /// <summary>As it was given, and as it is to be written.</summary>
    public override string ToString() => Unix is not null ? AddressText.Of(Unix) : Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    /// <summary>Whether the host is an address: that needs no look-up, and .NET refuses that of 0.0.0.0 and of ::.</summary>
    /// <param name="address">The address; null if it is a name or a path.</param>
    public bool IsLiteral([NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        return Unix is null && AddressText.TryParse(Host, out address);
    }

    /// <summary>Whether another one is the same server, written in the same way or, of an address, in another.</summary>
    public bool IsSameAs(ServerAddress other) => IsSettled(out EndPoint? settled) && other.IsSettled(out EndPoint? otherSettled)
        ? settled.Equals(otherSettled)
        : Host.Equals(other.Host, StringComparison.OrdinalIgnoreCase) && Port == other.Port;

    /// <summary>An address needs no look-up, nor does a path.</summary>
    private bool IsSettled([NotNullWhen(true)] out EndPoint? settled)
    {
        settled = Unix is not null ? Unix : IsLiteral(out IPAddress? address) ? At(address) : null;
        return settled is not null;
    }

    private EndPoint At(IPAddress address) => new IPEndPoint(address, Port ?? DefaultPort);

    private EndPoint[] LookUp(Func<string, IPAddress[]>? resolve = null) =>
        FirstConnection.Interleave([.. (resolve ?? Dns.GetHostAddresses)(Host).Where(address => Family is null || address.AddressFamily == Family).Distinct().Select(At)]);
}
