using System.Net;
using System.Net.Sockets;
using Pollecho.Client;
using Pollecho.Measurement;
using Pollecho.Results;
using Pollecho.Tests.Waiting;

namespace Pollecho.Tests.Client;

/// <summary>Runs with known figures, for the tests of what is made of them.</summary>
internal static class RunSamples
{
    public static readonly IReadOnlyList<double> Percentiles = [50, 90, 99, 99.9, 99.99];

    public static RunOptions Closed => new(new IPEndPoint(IPAddress.Loopback, 8083), new UniquePayload(128, Expect.Upper), Ways.Of("spin"))
    {
        Connections = 50,
        Duration = TimeSpan.FromSeconds(10),
        Warmup = TimeSpan.FromSeconds(1),
    };

    public static RunOptions Open => Closed with { Rate = 20_000 };

    /// <summary>A good run of the closed loop: 200,000 messages in 10 s, round trips from 10 µs to 209.999 µs, evenly.</summary>
    public static RunResult Good => new()
    {
        MessageSize = 128,
        Elapsed = TimeSpan.FromSeconds(10),
        Ramp = TimeSpan.FromMicroseconds(4_210),
        Connected = 50,
        Sent = 200_000,
        Answered = 200_000,
        Replies = 200_000,
        Service = Even(200_000, from: 10_000),
        Cpu = TimeSpan.FromSeconds(5),
        Turns = 1_000_000,
        EmptyTurns = 400_000,
        Quarters = [50_000, 50_000, 50_000, 50_000],
    };

    /// <summary>A good run of the open loop, in which a response took 1 ms more than a service.</summary>
    public static RunResult GoodOpen
    {
        get
        {
            RunResult result = Good;
            result.Response = Even(200_000, from: 1_010_000);
            result.SendDelay = Even(200_000, from: 0);
            return result;
        }
    }

    /// <summary>A run with lost messages and refused connections.</summary>
    public static RunResult Failed
    {
        get
        {
            RunResult result = Good;
            result.Faults.Lost = 1_234;
            result.Faults.ConnectTimedOut = 2;
            result.LastError = SocketError.ConnectionReset;
            result.Connected = 48;
            return result;
        }
    }

    /// <summary>A run over two servers, of which the second lost messages.</summary>
    public static RunResult OfTwo
    {
        get
        {
            RunResult result = Good, second = new() { Connected = 25, Sent = 7, Answered = 5, Replies = 5, Elapsed = result.Elapsed, Service = Same(1_000_000, 5) };
            second.Faults.Lost = 2;
            result.Add(second);
            result.Targets = [new("one:80", "192.0.2.1:80", 25, Good), new("two:80", "192.0.2.2:80", 25, second)];
            return result;
        }
    }

    /// <summary>A run that was stopped after 2 s.</summary>
    public static RunResult Interrupted
    {
        get
        {
            RunResult result = Good;
            result.Interrupted = true;
            result.Elapsed = TimeSpan.FromSeconds(2);
            result.Quarters = [150_000, 50_000, 0, 0];
            return result;
        }
    }

    /// <summary>So many durations, each a nanosecond longer than the one before.</summary>
    public static LatencyHistogram Even(int count, long from)
    {
        var histogram = new LatencyHistogram();
        for (int i = 0; i < count; i++)
        {
            histogram.RecordNanoseconds(from + i);
        }

        return histogram;
    }

    /// <summary>One duration so many times.</summary>
    public static LatencyHistogram Same(long nanoseconds, int count)
    {
        var histogram = new LatencyHistogram();
        histogram.RecordNanoseconds(nanoseconds, count);
        return histogram;
    }
}
