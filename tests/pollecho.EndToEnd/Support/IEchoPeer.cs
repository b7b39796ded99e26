namespace Pollecho.EndToEnd;

/// <summary>Some client's connection to an echo server.</summary>
internal interface IEchoPeer : IDisposable
{
    /// <summary>Sends bytes, now.</summary>
    void Send(ReadOnlySpan<byte> bytes);

    /// <summary>Receives exactly so many bytes.</summary>
    byte[] Receive(int count);

    /// <summary>
    /// Sends bytes and the end of the stream (a half-close), and receives meanwhile, until the server ends its own.
    /// </summary>
    byte[] Exchange(byte[] bytes);
}
