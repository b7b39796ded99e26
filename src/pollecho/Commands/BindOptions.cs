using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Pollecho.Client;
using Pollecho.Sockets;
using Pollecho.Text;

namespace Pollecho.Commands;

/// <summary>Where the server listens: its options for that, and the listener.</summary>
internal sealed class BindOptions
{
    /// <summary>The address if none is given.</summary>
    public static readonly IPAddress Default = IPAddress.Loopback;

    private readonly Option<EndPoint?> _bind = AddressParsers.Bind($"Address to listen on, IPv4 or IPv6, or a unix socket as {UnixPath.Form} [default: {Default}]");
    private readonly Option<int?> _port = AddressParsers.Port($"Port to listen on; 0 takes a free one and prints it [default: {ServerAddress.DefaultPort}]", lowest: 0);

    /// <summary>Adds them to the command.</summary>
    public void AddTo(DocumentedCommand command) => command.Add(OptionGroups.Listening, _bind, _port);

    /// <summary>Where to listen.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="ofTcp">Other options that mean nothing on a unix socket.</param>
    /// <exception cref="CommandException">A port, or one of those, is given with a unix socket.</exception>
    public EndPoint Read(ParseResult result, params Option[] ofTcp)
    {
        EndPoint? bind = result.GetValue(_bind);
        if (bind is UnixDomainSocketEndPoint)
        {
            UnixPath.Refuse(result, [_port, .. ofTcp]);
            return bind;
        }

        return new IPEndPoint((bind as IPEndPoint)?.Address ?? Default, result.GetValue(_port) ?? ServerAddress.DefaultPort);
    }

    /// <summary>Opens the listener.</summary>
    /// <exception cref="CommandException">It cannot be opened.</exception>
    public static Socket Listen(EndPoint endPoint, SocketTuning tuning)
    {
        try
        {
            return Listener.Open(endPoint, Listener.DefaultBacklog, tuning);
        }
        catch (SocketException e)
        {
            string advice = endPoint is IPEndPoint address ? Advice(address, e.SocketErrorCode) : AdviceOnPath(e.SocketErrorCode);
            throw new CommandException($"cannot listen on {AddressText.Of(endPoint)}: {SocketErrors.DescribeListen(e.SocketErrorCode)}{advice}");
        }
    }

    private static string Advice(IPEndPoint endPoint, SocketError error) => error switch
    {
        SocketError.AddressAlreadyInUse => "; stop the program that has it, or take a free port with --port 0",
        SocketError.AccessDenied when endPoint.Port < ConnectAdvice.LowestUnprivilegedPort && !OperatingSystem.IsWindows() => $"; take a port over {ConnectAdvice.LowestUnprivilegedPort - 1}",
        SocketError.AccessDenied => "; this system keeps that port for others, so take another one",
        SocketError.AddressNotAvailable => "; --bind takes an address of this machine",
        _ => "",
    };

    private static string AdviceOnPath(SocketError error) => error switch
    {
        SocketError.AddressAlreadyInUse => "; stop the program that listens there, or take another path",
        SocketError.NotSocket => ", and is left alone; take another path",
        SocketErrors.NoSuchFile => "; create it, or take another path",
        SocketError.AccessDenied => "; take a path in a directory that this user may write to",
        _ => "; take another path",
    };
}
