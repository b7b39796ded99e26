namespace Pollecho.Client;

/// <summary>How the client closes a connection that has had its messages.</summary>
internal enum ConnectionClose
{
    /// <summary>With the end of its stream (FIN): the system keeps the port for a while then (TIME-WAIT, RFC 9293, 3.6.1).</summary>
    Fin,

    /// <summary>With a reset (RST), which leaves nothing behind.</summary>
    Reset,
}
