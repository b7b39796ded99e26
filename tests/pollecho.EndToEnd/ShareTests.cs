using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>Several clients that make one load together.</summary>
public sealed class ShareTests : IDisposable
{
    private const int Size = 16;
    private const int Clients = 3;
    private const int Messages = 301;
    private const int Connections = 7;
    private const int Rate = 300;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<string> _received = new();
    private int _accepted;

    public ShareTests()
    {
        _listener.Start();
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public void Three_clients_are_one_load()
    {
        DateTimeOffset start = DateTimeOffset.UtcNow.AddSeconds(2);
        Pollecho[] clients = [.. Enumerable.Range(0, Clients).Select(index => Start(
            index, start, "-c", $"{Connections}", "-q", $"{Rate}", "-n", $"{Messages}", "-s", $"{Size}"))];
        JsonElement[] runs = [.. clients.Select(Finish)];

        // Every message once, whichever client it is from.
        Assert.Equal(Messages, runs.Sum(run => Result(run, "sent").GetInt64()));
        Assert.Equal(Messages, runs.Sum(run => Result(run, "answered").GetInt64()));
        Assert.Equal(Messages, _received.Count);
        Assert.Equal(Messages, _received.Distinct().Count());
        Assert.Equal([3, 2, 2], runs.Select(run => Result(run, "connected").GetInt32()));
        Assert.Equal(Connections, _accepted);

        // Each measures for as long as one that sends them all at this rate.
        Assert.All(runs, run => Assert.Equal((double)Messages / Rate, Result(run, "elapsed_s").GetDouble(), 0.001));
        Assert.All(runs.Select((run, index) => (run, index)), one =>
        {
            JsonElement options = one.run.GetProperty("options");
            Assert.Equal((one.index, Clients), (options.GetProperty("share_index").GetInt32(), options.GetProperty("share_count").GetInt32()));
            Assert.Equal((Connections, Rate), (options.GetProperty("connections").GetInt32(), options.GetProperty("rate_messages_per_s").GetInt32()));
            Assert.True(Result(one.run, "start_late_ms").GetDouble() > 0 || Time(Result(one.run, "window_start")) > start.AddMilliseconds(-1), one.run.ToString());
        });
    }

    [Fact]
    public void What_a_cool_down_sends_counts_for_nothing_but_the_server()
    {
        Pollecho client = Start(0, null, "-c", $"{Clients}", "-q", $"{Rate}", "-d", "500ms", "-s", $"{Size}", "--cooldown", "200ms");
        JsonElement run = Finish(client);

        // A third of the 150 messages that are due in half a second.
        Assert.Equal((50, 50), (Result(run, "sent").GetInt64(), Result(run, "answered").GetInt64()));
        Assert.Equal(0.5, Result(run, "elapsed_s").GetDouble(), 0.000_1);
        Assert.InRange(_received.Count, 51, 70);
    }

    [Fact]
    public void A_start_in_the_past_is_refused_and_so_is_one_without_a_zone()
    {
        using Pollecho past = Pollecho.Run("client", "-n", "1", "--start-at", "@1.5");
        Expect.OneErrorLine(past, 2, "--start-at 1970-01-01T00:00:01.500000Z has passed");

        using Pollecho local = Pollecho.Run("client", "-n", "1", "--start-at", "2999-01-31T12:00");
        Expect.OneErrorLine(local, 2, "--start-at 2999-01-31T12:00 has no zone", "+01:00");
    }

    [Fact]
    public void Connections_that_are_open_too_late_are_reported()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        DateTimeOffset start = DateTimeOffset.UtcNow.AddSeconds(2);
        Pollecho client = Start(0, start, "-c", $"{Clients}", "-n", "30", "-s", $"{Size}");
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref _accepted) > 0, Patience.Limit));
        Signals.Send(client.Id, Signals.SIGSTOP);
        Assert.True(SpinWait.SpinUntil(() => DateTimeOffset.UtcNow > start.AddMilliseconds(10), Patience.Limit));
        Signals.Send(client.Id, Signals.SIGCONT);

        JsonElement run = Finish(client);
        Assert.InRange(Result(run, "start_late_ms").GetDouble(), 10, double.MaxValue);
        Assert.Contains(run.GetProperty("warnings").EnumerateArray(), warning => warning.GetString()!.Contains("after --start-at", StringComparison.Ordinal));
        Assert.Equal(10, Result(run, "answered").GetInt64());
    }

    private Pollecho Start(int index, DateTimeOffset? start, params string[] arguments) => Pollecho.Start(
    [
        "client", $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}", "--json", "--expect", "echo", "--share", $"{index}/{Clients}", .. arguments,
        .. start is null ? (string[])[] : ["--start-at", start.Value.ToString("O", CultureInfo.InvariantCulture)],
    ]);

    private static JsonElement Finish(Pollecho client)
    {
        client.WaitForExit();
        using Pollecho ended = client;
        Assert.True(client.ExitCode == 0, client.ToString());
        using JsonDocument document = JsonDocument.Parse(client.Output.Text);
        return document.RootElement.Clone();
    }

    private static JsonElement Result(JsonElement run, string key) => run.GetProperty("result").GetProperty(key);

    private static DateTimeOffset Time(JsonElement time) => DateTimeOffset.Parse(time.GetString()!, CultureInfo.InvariantCulture);

    private void Accept()
    {
        try
        {
            while (true)
            {
                Socket connection = _listener.AcceptSocket();
                Interlocked.Increment(ref _accepted);
                new Thread(() => Echo(connection)) { IsBackground = true }.Start();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }

    private void Echo(Socket connection)
    {
        try
        {
            using NetworkStream stream = new(connection, ownsSocket: true);
            for (byte[] message = new byte[Size]; stream.ReadAtLeast(message, Size, throwOnEndOfStream: false) == Size;)
            {
                _received.Enqueue(Encoding.ASCII.GetString(message));
                stream.Write(message);
            }
        }
        catch (IOException)
        {
            // The client has gone.
        }
    }
}
