using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Pollecho.Client;

namespace Pollecho.Commands;

/// <summary>Which addresses the client connects to, and from.</summary>
internal sealed class ClientAddressOptions
{
    private readonly Option<bool> _ipv4 = new("--ipv4", "-4") { Description = "Connect to an IPv4 address only" };
    private readonly Option<bool> _ipv6 = new("--ipv6", "-6") { Description = "Connect to an IPv6 address only" };
    private readonly Option<bool> _allAddresses = new("--all-addresses") { Description = "Take every address of a name as a server of its own, not the first that answers" };
    private readonly Option<IPAddress[]?> _source = AddressParsers.Addresses("--source", "Connect from this local address; give several (comma-separated or repeated) to use them in turn");

    /// <summary>All of them.</summary>
    public Option[] All => [_ipv4, _ipv6, _allAddresses, _source];

    /// <summary>Adds them to the command.</summary>
    public void AddTo(DocumentedCommand command) => command.Add(OptionGroups.Connections, All);

    /// <summary>The addresses to connect from; none for the system's choice.</summary>
    public IReadOnlyList<IPAddress> Sources(ParseResult result) => result.GetValue(_source) ?? [];

    /// <summary>Whether each address of a name is a server of its own.</summary>
    public bool TakesAll(ParseResult result) => result.GetValue(_allAddresses);

    /// <summary>The server, with the family that it is asked for in.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="server">The server; null if none was given.</param>
    /// <exception cref="CommandException">The options, or one and the server, contradict one another.</exception>
    public ServerAddress Choose(ParseResult result, ServerAddress? server)
    {
        IReadOnlyList<IPAddress> sources = Sources(result);
        if (result.GetValue(_ipv4) && result.GetValue(_ipv6))
        {
            throw CommandException.Usage("-4 and -6 exclude one another; give one");
        }

        if (sources.Any(source => source.AddressFamily != sources[0].AddressFamily))
        {
            throw CommandException.Usage("--source takes addresses of one family; give IPv4 ones or IPv6 ones");
        }

        AddressFamily? asked = result.GetValue(_ipv4) ? AddressFamily.InterNetwork : result.GetValue(_ipv6) ? AddressFamily.InterNetworkV6 : null;
        if (asked is not null && sources.Count > 0 && sources[0].AddressFamily != asked)
        {
            throw CommandException.Usage($"--source {sources[0]} is no {Name(asked.Value)} address, which {Letter(asked.Value)} asks for; leave one of them out");
        }

        AddressFamily? family = asked ?? (sources.Count > 0 ? sources[0].AddressFamily : null);
        server ??= new ServerAddress(family == AddressFamily.InterNetworkV6 ? ServerAddress.DefaultHostIPv6 : ServerAddress.DefaultHost, null);
        if (family is not null && server.IsLiteral(out IPAddress? literal) && literal.AddressFamily != family)
        {
            string why = asked is null ? $"--source {sources[0]} is one" : $"{Letter(family.Value)} asks for one";
            throw CommandException.Usage($"the server's address {literal} is no {Name(family.Value)} address, and {why}; leave that out, or give a server of that family");
        }

        return server with { Family = family };
    }

    /// <summary>What a family is called.</summary>
    public static string Name(AddressFamily family) => family == AddressFamily.InterNetwork ? "IPv4" : "IPv6";

    private static string Letter(AddressFamily family) => family == AddressFamily.InterNetwork ? "-4" : "-6";
}
