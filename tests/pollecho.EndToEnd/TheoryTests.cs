using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>
/// The client against a server that answers by a plan: its percentiles are those that follow from the plan. For a machine
/// with nothing else to do: it wakes a thread in a fifth of a millisecond, which the plan leaves room for.
/// </summary>
[Trait(Soak.Trait, "yes")]
public sealed class TheoryTests
{
    private const int Size = 16;
    private static readonly double[] Percentiles = [50, 90, 99, 100];

    /// <summary>
    /// What the server does, and what the client is asked for. After a stall inside, what waits is sent without waiting for
    /// replies, since a fifth of a millisecond more for each adds up.
    /// </summary>
    public static TheoryData<string, string> Runs => new()
    {
        { "steady", "-d 12s" },
        { "steady", "-d 12s -P 4" },
        { "steady", "-d 12s -c 4 -t 2 -P 2" },
        { "steady", "-d 12s -q 10 -P 100" },
        { "steady", "-d 12s -q 10" },
        { "steady", "-d 12s -c 4 -t 2 -q 30" },
        { "stall inside", "-d 12s -q 10 -P 100" },
        { "stall inside", "-d 12s -c 2 -t 2 -q 20 -P 100" },
        { "stall at the beginning", "-d 12s -q 10" },
        { "stall at the beginning", "-d 12s" },
        { "stall across the end", "-d 12s -q 10" },
        { "stall across the end", "-d 12s -c 3 -q 30 -P 3" },
        { "stall across the end", "-d 12s" },
    };

    [Theory, MemberData(nameof(Runs))]
    public void Percentiles_are_those_that_follow_from_the_plan(string plan, string options)
    {
        Assert.SkipUnless(Soak.IsOn, "It takes a machine with nothing else to do; see the verb soak.");
        string[] words = options.Split(' ');
        int connections = int.Parse(Value(words, "-c") ?? "1", CultureInfo.InvariantCulture), pipeline = int.Parse(Value(words, "-P") ?? "1", CultureInfo.InvariantCulture);
        double? rate = Value(words, "-q") is { } q ? double.Parse(q, CultureInfo.InvariantCulture) : null;
        using var server = new PlannedServer(message => TimeSpan.FromMilliseconds(Milliseconds(plan, message)));

        using Pollecho client = Pollecho.RunClient(server.Port, [
            .. words.Select(word => word == "-t" ? "--threads" : word), "--size", $"{Size}", "--timeout", "30s", "--json", "--percentiles", string.Join(',', Percentiles.Select(percentile => percentile.ToString(CultureInfo.InvariantCulture)))]);

        Assert.Equal(0, client.ExitCode);
        JsonElement result = JsonDocument.Parse(client.Output.Text).RootElement.GetProperty("result");
        (double[] service, double[] response) = Theory(message => Milliseconds(plan, message), connections, pipeline, rate, 12_000);
        Check(service, result.GetProperty("service_time_us"), client);
        if (rate is not null)
        {
            Assert.Equal(12 * rate, result.GetProperty("answered").GetInt64());
            Check(response, result.GetProperty("response_time_us"), client);
        }
    }

    /// <summary>How long the server takes over a message of a connection.</summary>
    private static double Milliseconds(string plan, int message)
    {
        double steady = message % 50 == 49 ? 320 : message % 8 == 7 ? 160 : 40 + (4 * (message % 3));
        return plan switch
        {
            "stall inside" when message == 30 => 2_800,
            "stall at the beginning" when message == 0 => 2_000,
            "stall across the end" when message == 35 => 9_500,
            _ => steady,
        };
    }

    /// <summary>The times of all messages of the window, in milliseconds, by simulation: each connection is a queue with one server.</summary>
    private static (double[] Service, double[] Response) Theory(Func<int, double> takes, int connections, int pipeline, double? rate, double window)
    {
        List<double> service = [], response = [];
        for (int connection = 0; connection < connections; connection++)
        {
            var done = new List<double>();
            for (int message = 0; ; message++)
            {
                double due = rate is null ? 0 : 1_000 * (connection + (message * connections)) / rate.Value;
                double sent = Math.Max(due, message < pipeline ? 0 : done[message - pipeline]);
                if ((rate is null ? sent : due) >= window)
                {
                    break;
                }

                done.Add(Math.Max(sent, message == 0 ? 0 : done[^1]) + takes(message));
                service.Add(done[^1] - sent);
                response.Add(done[^1] - due);
            }
        }

        return ([.. service.Order()], [.. response.Order()]);
    }

    private static void Check(double[] expected, JsonElement measured, Pollecho client)
    {
        Assert.InRange(measured.GetProperty("count").GetInt64(), expected.Length - 5, expected.Length + 5);
        foreach (double percentile in Percentiles)
        {
            double due = expected[Math.Max(0, (int)Math.Ceiling(percentile / 100 * expected.Length) - 1)];
            double found = measured.GetProperty("percentiles").GetProperty(percentile.ToString(CultureInfo.InvariantCulture)).GetDouble() / 1_000;
            Assert.True(Math.Abs(found - due) <= (0.01 * due) + 0.1, $"p{percentile} is {found} ms, not {due} ms. {client}");
        }

        double mean = measured.GetProperty("mean").GetDouble() / 1_000;
        Assert.True(Math.Abs(mean - expected.Average()) <= (0.01 * expected.Average()) + 0.1, $"the mean is {mean} ms, not {expected.Average()} ms. {client}");
    }

    private static string? Value(string[] words, string option) =>
        Array.IndexOf(words, option) is >= 0 and int at ? words[at + 1] : null;

    /// <summary>Answers each message of a connection a planned time after the one before, or after it came if that is later.</summary>
    private sealed class PlannedServer : IDisposable
    {
        private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        public PlannedServer(Func<int, TimeSpan> takes)
        {
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _listener.Listen();
            new Thread(() =>
            {
                try
                {
                    while (true)
                    {
                        Socket connection = _listener.Accept();
                        new Thread(() => Serve(connection, takes)) { IsBackground = true }.Start();
                    }
                }
                catch (SocketException)
                {
                    // Disposed.
                }
            })
            { IsBackground = true }.Start();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

        public void Dispose() => _listener.Dispose();

        /// <summary>One thread notes when each message came, another answers it when it is time.</summary>
        private static void Serve(Socket connection, Func<int, TimeSpan> takes)
        {
            connection.NoDelay = true;
            var came = new System.Collections.Concurrent.BlockingCollection<(byte[] Message, long At)>();
            new Thread(() =>
            {
                byte[] message = new byte[Size];
                int have = 0;
                for (int received; (received = connection.Receive(message.AsSpan(have))) > 0;)
                {
                    have += received;
                    if (have == Size)
                    {
                        came.Add((Payload.Upper(message), Stopwatch.GetTimestamp()));
                        have = 0;
                    }
                }

                came.CompleteAdding();
            })
            { IsBackground = true }.Start();
            long free = 0;
            int number = 0;
            foreach ((byte[] message, long at) in came.GetConsumingEnumerable())
            {
                free = Math.Max(free, at) + (long)(takes(number++).TotalSeconds * Stopwatch.Frequency);
                TimeSpan rest = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), free) - TimeSpan.FromMilliseconds(1);
                if (rest > TimeSpan.Zero)
                {
                    Thread.Sleep((int)rest.TotalMilliseconds);
                }

                while (Stopwatch.GetTimestamp() < free)
                {
                }

                connection.Send(message);
            }

            connection.Dispose();
        }
    }
}
