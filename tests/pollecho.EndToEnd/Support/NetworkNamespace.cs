using System.Diagnostics;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>A network namespace of this test's own, see ip-netns(8); its loopback interface is down.</summary>
internal sealed class NetworkNamespace : IDisposable
{
    /// <summary>The collection of the classes that make one, so that there is one at a time: its name, and the addresses in it, are the same.</summary>
    public const string Collection = "network namespace";

    private NetworkNamespace() => Ip("netns", "add", Name);

    /// <summary>Its name; with one at a time a process needs no more.</summary>
    public string Name { get; } = $"pollecho-{Environment.ProcessId}";

    /// <summary>Makes one, or skips the test where it may not.</summary>
    public static NetworkNamespace Create()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && Tool.IsInstalled("ip"), "needs ip(8) and root");
        var space = new NetworkNamespace();
        if (Run("-n", space.Name, "link") != 0)
        {
            // In a chroot ip-netns(8) fails to remount the root, which is no mount point.
            space.Dispose();
            Assert.Skip("ip(8) cannot enter a network namespace here");
        }

        return space;
    }

    /// <summary>Runs ip(8), outside of the namespace unless its arguments say otherwise.</summary>
    public static void Ip(params string[] arguments) => Assert.True(Run(arguments) == 0, $"ip {string.Join(' ', arguments)} failed");

    /// <summary>Runs ip(8) inside.</summary>
    public void IpInside(params string[] arguments) => Ip(["-n", Name, .. arguments]);

    private static int? Run(params string[] arguments)
    {
        var info = new ProcessStartInfo("ip", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process ip = Process.Start(info)!;
        return ip.WaitForExit(Patience.Limit) ? ip.ExitCode : null;
    }

    /// <summary>Takes it away, with the interfaces that it was given.</summary>
    public void Dispose() => Ip("netns", "delete", Name);
}
