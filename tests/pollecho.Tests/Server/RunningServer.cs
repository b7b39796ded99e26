using System.Net;
using System.Net.Sockets;
using Pollecho.Server;
using Pollecho.Sockets;
using Pollecho.Tests.Waiting;
using Pollecho.Waiting;

namespace Pollecho.Tests.Server;

/// <summary>A server on a free loopback port, on a thread of its own; stopped and joined on dispose.</summary>
internal sealed class RunningServer : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly EchoServerGroup _server;
    private AllocationSpy? _spy;
    private readonly Thread _thread;
    private Exception? _failure;

    public RunningServer(string strategy, Reply reply = Reply.Upper, int threads = 1, ServerLimits? limits = null, EndPoint? at = null, SocketTuning? tuning = null)
    {
        Socket listener = Listener.Open(at ?? new IPEndPoint(IPAddress.Loopback, 0), 4096);
        Address = listener.LocalEndPoint!;
        var options = new ServerOptions(Ways.Of(() => _spy = new AllocationSpy(Ways.Of(strategy).Create(), Gate)))
        {
            Reply = reply,
            Threads = threads,
            Limits = limits ?? new(),
        };
        options = tuning is null ? options : options with { Tuning = tuning };
        _server = new EchoServerGroup(listener, options);
        _thread = new Thread(Run) { Name = "server under test" };
        _thread.Start();
    }

    /// <summary>Where it listens.</summary>
    public EndPoint Address { get; }

    /// <summary>The same, if it is a port.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)Address;

    public ServerCounters Counters => _server.Totals();

    /// <summary>While it is reset, the loops are held up before they look what is ready.</summary>
    public ManualResetEventSlim Gate { get; } = new(initialState: true);

    public IEnumerable<ServerCounters> LoopCounters => _server.Loops.Select(loop => loop.Counters);

    /// <summary>
    /// What the loop's thread has allocated so far, asked on that thread by the loop's own wait, so between two turns.
    /// </summary>
    public long AllocatedBytes()
    {
        _spy!.Answer = -1;
        _spy.Asked = true;
        _spy.Wake();
        Patience.Until(() => _spy.Answer >= 0);
        return _spy.Answer;
    }

    /// <summary>Whether somebody listens on its port.</summary>
    public bool Accepts
    {
        get
        {
            try
            {
                Connect().Dispose();
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }
    }

    /// <summary>A blocking client socket that gives up when a test's patience ends.</summary>
    public Socket Connect() => Connect(receiveBuffer: null);

    /// <summary>The same, with a receive buffer of that size in bytes; null for the system's choice.</summary>
    public Socket Connect(int? receiveBuffer)
    {
        Socket socket = ConnectCalls.Create(Address);
        TuningCalls.SendAtOnce(socket);
        socket.ReceiveTimeout = Patience.Milliseconds;
        socket.SendTimeout = Patience.Milliseconds;
        if (receiveBuffer is not null)
        {
            socket.ReceiveBufferSize = receiveBuffer.Value;
        }

        socket.Connect(Address);
        return socket;
    }

    /// <summary>Holds the (one) loop up between two turns, until the gate is set.</summary>
    public void HoldUp()
    {
        Gate.Reset();
        _spy!.Wake();
        Patience.Until(() => _spy.IsHeldUp);
    }

    public void BeginStop() => _stop.Cancel();

    public void Stop()
    {
        BeginStop();
        Gate.Set();
        Assert.True(_thread.Join(Patience.Limit), "the server did not stop");
        Assert.Null(_failure);
    }

    public void Dispose()
    {
        Stop();
        _server.Dispose();
        _stop.Dispose();
    }

    private void Run()
    {
        try
        {
            _server.Run(_stop.Token);
        }
        catch (Exception e)
        {
            _failure = e;
        }
    }

    /// <summary>Passes everything on, and reports what its thread has allocated when asked.</summary>
    private sealed class AllocationSpy(IWaitStrategy wait, ManualResetEventSlim gate) : IWaitStrategy
    {
        private long _answer;
        private volatile bool _asked;
        private volatile bool _isHeldUp;

        public bool IsHeldUp => _isHeldUp;

        public bool Asked { set => _asked = value; }

        public long Answer
        {
            get => Volatile.Read(ref _answer);
            set => Volatile.Write(ref _answer, value);
        }

        public void Watch(Pollable pollable, Interest interest) => wait.Watch(pollable, interest);

        public void Unwatch(Pollable pollable) => wait.Unwatch(pollable);

        public Ready Wait(int work, long deadline)
        {
            if (_asked)
            {
                _asked = false;
                Answer = GC.GetAllocatedBytesForCurrentThread();
            }

            if (!gate.IsSet)
            {
                _isHeldUp = true;
                gate.Wait();
                _isHeldUp = false;
            }

            return wait.Wait(work, deadline);
        }

        public void Wake() => wait.Wake();

        public void Dispose() => wait.Dispose();
    }
}
