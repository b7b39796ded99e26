using System.Net.Sockets;

namespace Pollecho.Sockets;

/// <summary>An option that did not take effect.</summary>
/// <param name="Option">Which.</param>
/// <param name="Error">Why the system refused it; success if it took it, and then had another value.</param>
/// <param name="Asked">The value that was set, in bytes, seconds or microseconds, or a code point; 1 for on and 0 for off.</param>
/// <param name="Given">The value that was read back; 0 if the system refused it.</param>
internal sealed record TuningFault(TunedOption Option, SocketError Error, int Asked, int Given);
