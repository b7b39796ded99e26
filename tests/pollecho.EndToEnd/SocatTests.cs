namespace Pollecho.EndToEnd;

/// <summary>socat as the client, where it is installed.</summary>
public sealed class SocatTests : EchoPeerTests
{
    // After the end of its input it would by default give the rest of the reply half a second only.
    private protected override IEchoPeer Open(int port) => Tool.Start("socat", "-t", $"{Patience.Limit.TotalSeconds}", "-", $"TCP:127.0.0.1:{port}");
}
