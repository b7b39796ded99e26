using System.Net;
using System.Net.Sockets;
using Pollecho.Compare.Child;
using Pollecho.Sockets;

namespace Pollecho.Compare;

/// <summary>Connections that are open and send nothing.</summary>
internal sealed class SilentCrowd : IDisposable
{
    private readonly List<Socket> _sockets = [];

    /// <summary>Opens the given number of connections.</summary>
    /// <exception cref="ServerDiedException">One could not be opened.</exception>
    public SilentCrowd(EndPoint server, int connections)
    {
        try
        {
            for (int i = 0; i < connections; i++)
            {
                _sockets.Add(ConnectCalls.Create(server));
                _sockets[^1].Connect(server);
            }
        }
        catch (SocketException e)
        {
            int open = _sockets.Count(socket => socket.Connected);
            Dispose();
            throw new ServerDiedException($"only {open} of {connections} silent connections could be opened: {SocketErrors.Describe(e.SocketErrorCode)}");
        }
    }

    /// <summary>Closes them.</summary>
    public void Dispose() => _sockets.ForEach(socket => socket.Dispose());
}
