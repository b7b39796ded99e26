using System.CommandLine;
using System.Net;
using Pollecho.Text;

namespace Pollecho.Commands;

/// <summary>The options that take addresses and ports, checked as all are.</summary>
internal static class AddressParsers
{
    /// <summary>An address, with port 0, or a unix socket.</summary>
    public static Option<EndPoint?> Bind(string description) => new CheckedOption<EndPoint?>(
        "--bind",
        ["-b"],
        $"ADDRESS|{UnixPath.Form}",
        description,
        new($"an IPv4 or IPv6 address such as 127.0.0.1, 0.0.0.0 or ::1, or {UnixPath.Form}", TryReadBind, BindFault));

    /// <summary>One address or more, with commas between; may be given several times.</summary>
    public static Option<IPAddress[]?> Addresses(string name, string description) => new CheckedListOption<IPAddress>(
        name,
        "ADDRESS",
        description,
        new(
            "IPv4 or IPv6 addresses such as 192.0.2.1 or 192.0.2.1,192.0.2.2",
            (string text, out IPAddress value) =>
            {
                bool parsed = AddressText.TryParse(text, out IPAddress? address);
                value = address ?? IPAddress.None;
                return parsed && AddressText.Fault(text) is null;
            },
            AddressText.Fault),
        hasCommas: true);

    /// <summary>A port.</summary>
    /// <param name="description">What it is for.</param>
    /// <param name="lowest">0 where it may be any free one, else 1.</param>
    public static Option<int?> Port(string description, int lowest) =>
        Parsers.Number("--port", ["-p"], description, "port", lowest, IPEndPoint.MaxPort);

    private static bool TryReadBind(string text, out EndPoint? value)
    {
        bool isSound = BindFault(text) is null;
        value = !isSound ? null
            : UnixPath.IsMeant(text) ? UnixPath.Parse(text)
            : AddressText.TryParse(text, out IPAddress? address) ? new IPEndPoint(address, 0) : null;
        return value is not null;
    }

    private static string? BindFault(string text) => UnixPath.IsMeant(text) ? UnixPath.Fault(text) : AddressText.Fault(text);
}
