using System.CommandLine;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Pollecho.Sockets;
using Pollecho.Text;

namespace Pollecho.Commands;

/// <summary>The path of a unix socket, as typed: <c>unix:PATH</c>.</summary>
internal static class UnixPath
{
    /// <summary>The form.</summary>
    public const string Form = AddressText.UnixPrefix + "PATH";

    /// <summary>Why this system has none; null if it has.</summary>
    public static string? Lacking => Socket.OSSupportsUnixDomainSockets ? null : "this system has no unix sockets; Windows has them from 10 1803 on";

    /// <summary>Whether a path is meant, well-formed or not.</summary>
    public static bool IsMeant(string text) => text.StartsWith(AddressText.UnixPrefix, StringComparison.Ordinal);

    /// <summary>Reads the form, of which there is no <see cref="Fault"/>.</summary>
    public static UnixDomainSocketEndPoint Parse(string text) => new(text[AddressText.UnixPrefix.Length..]);

    /// <summary>Why a path that is meant cannot be used; null if it can.</summary>
    public static string? Fault(string text)
    {
        string path = text[AddressText.UnixPrefix.Length..];
        return path.Length == 0 ? $"{text} lacks its path; write it as unix:/tmp/pollecho.sock"
            : path.StartsWith('@') ? $"{text} is an abstract name, which has no file; take a path, or write a file of that name as unix:./{path}"
            : !UnixListener.Fits(path) ? string.Create(CultureInfo.InvariantCulture,
                $"{text} has a path of {Encoding.UTF8.GetByteCount(path)} bytes, over the {UnixListener.LongestPath} that a socket address takes; take a shorter one, perhaps a relative one")
            : Lacking is { } lacking ? $"{text} is not possible here: {lacking}"
            : null;
    }

    /// <summary>Refuses options that are TCP's beside a unix socket.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="CommandException">One of them was given.</exception>
    public static void Refuse(ParseResult result, params Option[] options)
    {
        if (Array.Find(options, option => result.GetResult(option) is { Implicit: false }) is { } given)
        {
            throw CommandException.Usage($"{given.Name} is of TCP, and does not go with {Form}; leave it out");
        }
    }
}
