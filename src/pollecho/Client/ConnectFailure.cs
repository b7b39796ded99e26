using System.Net;
using System.Net.Sockets;

namespace Pollecho.Client;

/// <summary>An address that could not be connected to.</summary>
/// <param name="EndPoint">The address.</param>
/// <param name="Error">Why.</param>
/// <param name="Server">What the server is called that has it, where there are several; else null.</param>
internal sealed record ConnectFailure(EndPoint EndPoint, SocketError Error, string? Server = null);
