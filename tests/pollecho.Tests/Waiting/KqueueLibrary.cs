using System.Reflection;
using System.Runtime.InteropServices;
using Pollecho.Waiting;

namespace Pollecho.Tests.Waiting;

/// <summary>
/// Where kqueue is to be had: on macOS, and on Linux where <c>POLLECHO_LIBKQUEUE</c> names the file of libkqueue, which makes
/// it out of epoll (https://github.com/mheily/libkqueue). As it stands libkqueue clears the error of a refused connect when it
/// reports one, which macOS does not: take getsockopt(SO_ERROR) out of its src/linux/read.c and write.c.
/// </summary>
internal static class KqueueLibrary
{
    private static readonly string? StandIn = Load();

    /// <summary>Skips the test where there is none.</summary>
    public static void SkipUnlessThere() =>
        Assert.SkipUnless(OperatingSystem.IsMacOS() || StandIn is not null, "kqueue is macOS's; on Linux POLLECHO_LIBKQUEUE may name libkqueue.so");

    /// <summary>Skips the test with libkqueue: it keeps a closed socket's filters, and takes them for those of the handle's next owner.</summary>
    public static void SkipIfClosedSocketsStay() =>
        Assert.SkipUnless(OperatingSystem.IsMacOS(), "libkqueue does not see that a socket is closed");

    private static string? Load()
    {
        string? path = OperatingSystem.IsLinux() ? Environment.GetEnvironmentVariable("POLLECHO_LIBKQUEUE") : null;
        if (path is not null)
        {
            NativeLibrary.SetDllImportResolver(typeof(KqueueStrategy).Assembly, Resolve);
        }

        return path;

        nint Resolve(string library, Assembly assembly, DllImportSearchPath? search) =>
            library == "libSystem" ? NativeLibrary.Load(path) : 0;
    }
}
