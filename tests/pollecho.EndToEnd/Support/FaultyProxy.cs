using System.Net;
using System.Net.Sockets;

namespace Pollecho.EndToEnd;

/// <summary>
/// Passes connections on to a server as a bad network does: in pieces cut at random bytes, late, after a stall, and
/// now and then with a reset. What it does to the n-th connection follows from the seed.
/// </summary>
internal sealed class FaultyProxy : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Thread> _threads = [];

    // Kept to the end: .NET resets a connection whose socket is collected, and what is under way on it is lost.
    private readonly List<Socket> _sockets = [];
    private readonly int _serverPort;
    private readonly int _seed;
    private readonly TimeSpan _stall;

    /// <summary>Listens on a free port.</summary>
    /// <param name="serverPort">Where to pass on to, on this machine.</param>
    /// <param name="seed">What all faults follow from.</param>
    /// <param name="stall">How long a stall lasts.</param>
    public FaultyProxy(int serverPort, int seed, TimeSpan stall)
    {
        _serverPort = serverPort;
        _seed = seed;
        _stall = stall;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Start(Accept);
    }

    /// <summary>The port it listens on.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>Stops listening, and waits for the connections' ends.</summary>
    public void Dispose()
    {
        _listener.Dispose();
        Thread[] threads;
        lock (_threads)
        {
            threads = [.. _threads];
        }

        Array.ForEach(threads, thread => thread.Join(Patience.Limit));
        _sockets.ForEach(socket => socket.Dispose());
    }

    private void Start(ThreadStart run)
    {
        var thread = new Thread(run) { IsBackground = true };
        lock (_threads)
        {
            _threads.Add(thread);
        }

        thread.Start();
    }

    private void Accept()
    {
        try
        {
            for (int number = 0; ; number++)
            {
                Socket client = _listener.Accept();
                var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                client.NoDelay = true;
                _sockets.AddRange([client, server]);
                server.Connect(IPAddress.Loopback, _serverPort);

                // Every fifth connection is reset somewhere on its way.
                long resetAfter = number % 5 == 4 ? new Random(_seed + number).Next(1, 50_000) : long.MaxValue;
                int there = (_seed * 1000) + (number * 2);
                Start(() => Pass(client, server, new Random(there), resetAfter));
                Start(() => Pass(server, client, new Random(there + 1), long.MaxValue));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private void Pass(Socket from, Socket to, Random random, long resetAfter)
    {
        byte[] buffer = new byte[16 * 1024];
        bool stalls = random.Next(3) == 0;
        try
        {
            for (int count; (count = from.Receive(buffer.AsSpan(0, random.Next(8) == 0 ? random.Next(1, 10) : buffer.Length))) > 0;)
            {
                if (stalls)
                {
                    stalls = false;
                    Thread.Sleep(_stall);
                }
                else if (random.Next(50) == 0)
                {
                    Thread.Sleep(random.Next(3));
                }

                resetAfter -= count;
                if (resetAfter < 0)
                {
                    Reset(from);
                    Reset(to);
                    return;
                }

                int cut = random.Next(count);
                SendAll(to, buffer.AsSpan(0, cut));
                SendAll(to, buffer.AsSpan(cut, count - cut));
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // One side has gone: so is the other to be.
            Reset(from);
            Reset(to);
        }
    }

    private static void SendAll(Socket to, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[to.Send(bytes)..];
        }
    }

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It has gone already.
        }

        socket.Dispose();
    }
}
