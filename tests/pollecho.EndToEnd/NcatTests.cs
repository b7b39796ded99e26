namespace Pollecho.EndToEnd;

/// <summary>ncat as the client, where it is installed. It passes the end of its input on as a half-close.</summary>
public sealed class NcatTests : EchoPeerTests
{
    private protected override IEchoPeer Open(int port) => Tool.Start("ncat", "127.0.0.1", $"{port}");
}
