using System.Diagnostics;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>A network namespace of this test's own, see ip-netns(8); its loopback interface is down.</summary>
internal sealed class NetworkNamespace : IDisposable
{
    private NetworkNamespace() => Ip("netns", "add", Name);

    /// <summary>Its name; with one at a time a process needs no more.</summary>
    public string Name { get; } = $"pollecho-{Environment.ProcessId}";

    /// <summary>Makes one, or skips the test where it may not.</summary>
    public static NetworkNamespace Create()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && Tool.IsInstalled("ip"), "needs ip(8) and root");
        return new NetworkNamespace();
    }

    /// <summary>Runs ip(8), outside of the namespace unless its arguments say otherwise.</summary>
    public static void Ip(params string[] arguments)
    {
        using Process ip = Process.Start("ip", arguments);
        Assert.True(ip.WaitForExit(Patience.Limit) && ip.ExitCode == 0, $"ip {string.Join(' ', arguments)} failed");
    }

    /// <summary>Runs ip(8) inside.</summary>
    public void IpInside(params string[] arguments) => Ip(["-n", Name, .. arguments]);

    /// <summary>Takes it away, with the interfaces that it was given.</summary>
    public void Dispose() => Ip("netns", "delete", Name);
}
