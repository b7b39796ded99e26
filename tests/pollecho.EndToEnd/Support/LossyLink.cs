using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>
/// A link into a network namespace that takes its time and loses packets: two tun devices, and threads that carry what
/// goes into one to the other. Not tc-netem(8), which many kernels come without.
/// </summary>
internal sealed partial class LossyLink : IDisposable
{
    // https://www.kernel.org/doc/Documentation/networking/tuntap.txt
    private const string Device = "/dev/net/tun";
    private const nuint TUNSETIFF = 0x400454ca;
    private const short IFF_TUN = 0x0001;
    private const short IFF_NO_PI = 0x1000;
    private const int NameLength = 16;
    private const int RequestLength = 40;

    private readonly NetworkNamespace _space;
    private readonly TimeSpan _delay;
    private readonly double _loss;
    private readonly string _nearName = $"pe{Environment.ProcessId}n";
    private readonly string _farName = $"pe{Environment.ProcessId}f";
    private readonly SafeFileHandle _near;
    private readonly SafeFileHandle _far;
    private readonly Thread[] _threads;

    /// <summary>Makes the link, or skips the test where it may not.</summary>
    /// <param name="space">Where it goes.</param>
    /// <param name="delay">What each packet takes, one way.</param>
    /// <param name="loss">The part of them that is lost, from 0 to 1.</param>
    /// <param name="seed">Chooses which.</param>
    public LossyLink(NetworkNamespace space, TimeSpan delay, double loss, int seed)
    {
        Assert.SkipUnless(File.Exists(Device), $"needs {Device}");
        (_space, _delay, _loss) = (space, delay, loss);
        (_near, _far) = (Open(_nearName), Open(_farName));
        NetworkNamespace.Ip("addr", "add", "10.213.8.1/30", "dev", _nearName);
        NetworkNamespace.Ip("link", "set", _nearName, "up");
        NetworkNamespace.Ip("link", "set", _farName, "netns", space.Name);
        space.IpInside("addr", "add", $"{Address}/30", "dev", _farName);
        space.IpInside("link", "set", _farName, "up");
        _threads = [.. Carry(_near, _far, new Random(seed)), .. Carry(_far, _near, new Random(seed + 1))];
    }

    /// <summary>The namespace's end.</summary>
    public string Address { get; } = "10.213.8.2";

    /// <summary>Takes the link away.</summary>
    public void Dispose()
    {
        // A read of a device that is gone fails, which ends the threads.
        NetworkNamespace.Ip("link", "delete", _nearName);
        _space.IpInside("link", "delete", _farName);
        Array.ForEach(_threads, thread => thread.Join());
        _near.Dispose();
        _far.Dispose();
    }

    private static unsafe SafeFileHandle Open(string name)
    {
        SafeFileHandle handle = File.OpenHandle(Device, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        Span<byte> request = stackalloc byte[RequestLength];
        request.Clear();
        Encoding.ASCII.GetBytes(name, request);
        MemoryMarshal.Write(request[NameLength..], (short)(IFF_TUN | IFF_NO_PI));
        fixed (byte* address = request)
        {
            Assert.True(ioctl(handle, TUNSETIFF, address) == 0, $"no device {name}: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        return handle;
    }

    /// <summary>One way: a thread that takes packets in, and one that gives them out when their time has come.</summary>
    private Thread[] Carry(SafeFileHandle from, SafeFileHandle to, Random random)
    {
        var onTheWay = new BlockingCollection<(long Due, byte[] Packet)>();
        var takesIn = new Thread(() =>
        {
            byte[] buffer = new byte[64 * 1024];
            for (nint length; (length = read(from, buffer, buffer.Length)) > 0;)
            {
                if (random.NextDouble() >= _loss)
                {
                    onTheWay.Add((Environment.TickCount64 + (long)_delay.TotalMilliseconds, buffer[..(int)length]));
                }
            }

            onTheWay.CompleteAdding();
        });
        var givesOut = new Thread(() =>
        {
            foreach ((long due, byte[] packet) in onTheWay.GetConsumingEnumerable())
            {
                Thread.Sleep((int)Math.Max(0, due - Environment.TickCount64));

                // It fails where the other end is not up yet, or not any more.
                _ = write(to, packet, packet.Length);
            }

            onTheWay.Dispose();
        });
        takesIn.Start();
        givesOut.Start();
        return [takesIn, givesOut];
    }

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int ioctl(SafeFileHandle fd, nuint request, void* argument);

    // Not RandomAccess: such a device lets itself be sought, and then refuses to be read at an offset.
    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(SafeFileHandle fd, [Out] byte[] buffer, nint count);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(SafeFileHandle fd, byte[] buffer, nint count);
}
