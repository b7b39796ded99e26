using System.Net.Sockets;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>A command line that is not understood: exit code 2, and one line that names the option and what it takes.</summary>
public sealed class BadInputTests
{
    private const string APort = "a port from 0 to 65535";
    private const string ADuration = "a duration such as";
    private const string AStrategy = "one of adaptive[:DURATION], spin, yield, sleep[:DURATION], select";
    private const string AnAddress = "an IPv4 or IPv6 address such as";
    private const string AServer = "HOST[:PORT] such as";
    private const string ACount = "a number from 1";
    private const string AThreadCount = "a number from 1 to 256";
    private const string Processors = "processors from 0 to ";

    /// <summary>The arguments, the option at fault, and what it takes.</summary>
    public static TheoryData<string[], string, string> Values => new()
    {
        { ["server", "--port", "x"], "--port", APort },
        { ["server", "--port", "-1"], "--port", APort },
        { ["server", "--port=-1"], "--port", APort },
        { ["server", "--port", "1e3"], "--port", APort },
        { ["server", "--port", ""], "--port", APort },
        { ["server", "-p", "80 81"], "--port", APort },
        { ["server", "--wait", "kqueue2"], "--wait", AStrategy },
        { ["server", "--wait", "Spin"], "--wait", AStrategy },
        { ["server", "--wait", "sleep:"], "--wait", AStrategy },
        { ["server", "--wait", "sleep:5"], "--wait", AStrategy },
        { ["server", "--wait", "sleep:-1s"], "--wait", AStrategy },
        { ["server", "--wait", "spin:5ms"], "--wait", AStrategy },
        { ["server", "--wait", "select:"], "--wait", AStrategy },
        { ["server", "--wait", "epoll:5ms"], "--wait", AStrategy },
        { ["server", "--threads", "two"], "--threads", AThreadCount },
        { ["server", "--cpu", "one"], "--cpu", Processors },
        { ["server", "--cpu", "3-1"], "--cpu", Processors },
        { ["server", "--cpu", "0,"], "--cpu", Processors },
        { ["server", "--stats", "5"], "--stats", ADuration },
        { ["server", "--stats", "5x"], "--stats", ADuration },
        { ["server", "--stats", "-1s"], "--stats", ADuration },
        { ["server", "--stats", "1ms junk"], "--stats", ADuration },
        { ["client", "--timeout", "5"], "--timeout", ADuration },
        { ["client", "--timeout", "1 s"], "--timeout", ADuration },
        { ["client", "--connect-timeout", "-1s"], "--connect-timeout", ADuration },
        { ["client", "--interval", "soon"], "--interval", ADuration },
        { ["client", "--interval", "1e3ms"], "--interval", ADuration },
        { ["server", "--bind", "nowhere"], "--bind", AnAddress },
        { ["server", "--bind", "127.0.0.256"], "--bind", AnAddress },
        { ["server", "--bind", "unix"], "--bind", "or unix:PATH" },
        { ["server", "--bind", "UNIX:/tmp/x"], "--bind", "or unix:PATH" },
        { ["server", "--bind", "unix:"], "--bind", "unix: lacks its path; write it as unix:/tmp/pollecho.sock" },
        { ["server", "--bind", "unix:@x"], "--bind", "unix:@x is an abstract name" },
        { ["client", "unix:"], "the server", "unix: lacks its path; write it as unix:/tmp/pollecho.sock" },
        { ["client", "unix:@x"], "the server", "unix:@x is an abstract name" },
        { ["compare", "--over", "udp"], "--over", "tcp or unix" },
        { ["server", "--bind", "127.0.0.1:80"], "--bind", AnAddress },
        { ["server", "--port", "0", "--bind", "[::1]:80"], "--bind", AnAddress },
        { ["server", "--reply", "loud"], "--reply", "upper or echo" },
        { ["server", "--nodelay", "yes"], "--nodelay", "on or off" },
        { ["client", "--rcvbuf", "1.5"], "--rcvbuf", "a size such as" },
        { ["client", "--sndbuf", "big"], "--sndbuf", "a size such as" },
        { ["client", "--dscp", "af44"], "--dscp", "a number from 0 to 63, or one of cs0, cs1" },
        { ["server", "--dscp", "-1"], "--dscp", "a number from 0 to 63" },
        { ["server", "--busy-poll", "50"], "--busy-poll", ADuration },
        { ["client", "--keepalive", "never"], "--keepalive", "a duration from 1s to 32767s such as 60s, or off" },
        { ["client", "[::1"], "the server", AServer },
        { ["client", "host:port:1"], "the server", AServer },
        { ["client", "host:"], "the server", AServer },
        { ["client", ":8083"], "the server", AServer },
        { ["client", "a host"], "the server", AServer },
        { ["client", "127.1"], "the server", AServer },
        { ["client", "8083"], "the server", "not '8083'; for the port alone give --port 8083" },
        { ["client", "--count", "-1"], "--count", ACount },
        { ["client", "--count", "1.5"], "--count", ACount },
        { ["client", "--count", "ten"], "--count", ACount },
        { ["server", "--port", "80\n81"], "--port", APort + @", not '80\x0a81'" },
        { ["client", "a\r\x1b[31m\u2028b"], "the server", AServer },
    };

    /// <summary>The arguments, and how the line begins: a number that is well formed is not called malformed.</summary>
    public static TheoryData<string[], string> OutOfBounds => new()
    {
        { ["server", "--port", "65536"], "--port 65536 is over 65535" },
        { ["client", "--port", "99999"], "--port 99999 is over 65535" },
        { ["client", "--port", "99999999999"], "--port 99999999999 is over 65535" },
        { ["client", "--port", "0"], "--port 0 is under 1" },
        { ["client", "host:99999"], "the server's port 99999 is over 65535" },
        { ["client", "[::1]:0"], "the server's port 0 is under 1" },
        { ["server", "--threads", "0"], "--threads 0 is under 1" },
        { ["client", "--threads", "257"], "--threads 257 is over 256" },
        { ["server", "--wait", "sleep:0s"], "--wait sleep:0s: 0s is under 100ns" },
        { ["client", "--wait", "sleep:1000h"], "--wait sleep:1000h: 1000h is over 596h" },
        { ["compare", "--html", "one", "--svg", "./one"], "--html and --svg name the same file" },
        { ["compare", "--strategies", "sleep:1000h"], "the strategy sleep:1000h: 1000h is over 596h" },
        { ["server", "--stats", "0"], "--stats 0 is under 1ms" },
        { ["client", "-c", "2", "--stats", "9ms"], "--stats 9ms is under 10ms" },
        { ["server", "--idle-timeout", "1000h"], "--idle-timeout 1000h is over 596h" },
        { ["server", "--drain", "597h"], "--drain 597h is over 596h" },
        { ["server", "--keepalive", "10h"], "--keepalive 10h is over 32767s" },
        { ["server", "--keepalive", "1ms"], "--keepalive 1ms is under 1s" },
        { ["client", "--keepalive", "10h"], "--keepalive 10h is over 32767s" },
        { ["client", "--dscp", "64"], "--dscp 64 is over 63" },
        { ["server", "--rcvbuf", "0"], "--rcvbuf 0 is under 1" },
        { ["client", "--sndbuf", "1GiB"], "--sndbuf 1GiB is over 1023MiB" },
        { ["client", "--busy-poll", "500ns"], "--busy-poll 500ns is under 1us" },
        { ["server", "--busy-poll", "1h"], "--busy-poll 1h is over 2147s" },
        { ["server", "--max-buffer", "65MiB"], "--max-buffer 65MiB is over 64MiB" },
        { ["server", "--max-buffer", "0"], "--max-buffer 0 is under 1" },
        { ["server", "--max-connections", "0"], "--max-connections 0 is under 1" },
        { ["server", "--cpu", "0,99999"], "--cpu 99999 is over " },
        { ["server", "--bind", "fe80::1"], "--bind fe80::1 is link-local; write it with the interface, as fe80::1%" },
        { ["client", "fe80::1%nosuch0"], "the server's address fe80::1%nosuch0 names an interface that this machine does not have; write it as fe80::1%" },
        { ["client", "--timeout", "1000h"], "--timeout 1000h is over 596h" },
        { ["client", "--connect-timeout", "10ns"], "--connect-timeout 10ns is under 100ns" },
        { ["client", "--count", "0"], "--count 0 is under 1" },
        { ["client", "--rate", "1000000001M"], "--rate 1000000001M is over 1000000000M" },
        { ["client", "--size", "3GiB"], "--size 3GiB is over 64MiB" },
        { ["compare", "--size", "3GiB"], "--size 3GiB is over 64MiB" },
        { ["client", "--percentiles", "50,101"], "--percentiles 101 is over 100" },
    };

    /// <summary>The arguments, the option without a value, and what it takes.</summary>
    public static TheoryData<string[], string, string> MissingValues => new()
    {
        { ["server", "--port"], "--port", APort },
        { ["server", "--wait"], "--wait", AStrategy },
        { ["server", "--bind"], "--bind", AnAddress },
        { ["server", "--reply"], "--reply", "upper or echo" },
        { ["server", "--threads"], "--threads", AThreadCount },
        { ["client", "--count"], "--count", ACount },
        { ["client", "--timeout", "--count", "1"], "--timeout", ADuration },
    };

    /// <summary>The arguments, and what the line has to name.</summary>
    public static TheoryData<string[], string[]> Contradictions => new()
    {
        { ["serve"], ["unknown command 'serve'; did you mean server?"] },
        { ["play"], ["unknown command 'play'", "pollecho --help"] },
        { ["--verbose"], ["unknown option '--verbose'", "pollecho --help"] },
        { ["ser\nver"], [@"unknown command 'ser\x0aver'; did you mean server?"] },
        { ["server", "--colour"], ["unknown option '--colour'", "pollecho server --help"] },
        { ["server", "extra"], ["unexpected argument 'extra'", "pollecho server --help"] },
        { ["server", "--stats", "1ms", "junk"], ["unexpected argument 'junk'", "pollecho server --help"] },
        { ["client", "one", "80"], ["not '80'", "pollecho client --help"] },
        { ["client", "-c", "2", "--csv", "--stats"], ["--stats", "--csv", "leave one of them out"] },
        { ["client", "--stats"], ["--stats needs a load", "leave it out"] },
        { ["client", "-D", "--json"], ["--timestamps", "--json", "leave it out"] },
        { ["client", "-c", "2", "-n", "5", "--fail-if", "connects<100"], ["--fail-if 'connects<100'", "give --messages-per-connection"] },
        { ["sweep", "--while", "connects>1k"], ["--while 'connects>1k'", "a sweep does not have"] },
        { ["sweep", "--rates", "5k..5k"], ["--rates '5k..5k' is a single rate; give two"] },
        { ["server", "--stats", "100ns"], ["--stats 100ns is under 1ms"] },
        { ["client", "--nope"], ["unknown option '--nope'", "pollecho client --help"] },
        { ["client", "--cuont", "5"], ["unknown option '--cuont'; did you mean --count?"] },
        { ["server", "--waitt=spin"], ["unknown option '--waitt=spin'; did you mean --wait?"] },
        { ["client", "--nope", "5ms"], ["'--nope'", "pollecho client --help"] },
        { ["timeline", "--json", "--mermaid"], ["--json", "--mermaid", "give one"] },
        { ["merge"], ["FILE", "pollecho merge --help"] },
        { ["merge", "one", "--json", "--csv"], ["--json", "--csv", "give one"] },
        { ["merge", "one", "--fail-if", "jitter>1ms"], ["--fail-if 'jitter>1ms'", "a load does not have"] },
        { ["merge", "one", "--clients", "0"], ["--clients 0 is under 1"] },
        { ["diff", "one"], ["NEW", "pollecho diff --help"] },
        { ["diff", "one", "two", "--json", "--markdown"], ["--json", "--markdown", "give one"] },
        { ["diff", "one", "two", "--fail-if", "p99>10%"], ["--fail-if 'p99>10%'", "'p99>+10%'"] },
        { ["timeline", "--silence", "1h"], ["--silence", "1h is over 10s"] },
        { ["timeline", "--silence", "0"], ["--silence", "0 is under 1ms"] },
        { ["timeline", "--wait", "spin,nap"], ["'nap'", "is not known", "pollecho timeline --help"] },
        { ["timeline", "--wait", "sleep:1h"], ["'sleep:3600s'", "too long to watch", "10s"] },
        { ["timeline", "--svg", "/nowhere/at/all.svg"], ["--svg", "cannot be written"] },
        { ["sweep", "--rates", "100k..5k"], ["--rates '100k..5k' is upside down", "5k..100k"] },
        { ["sweep", "--rates", "0..5k"], ["--rates 0 is under 1"] },
        { ["sweep", "--rates", "5k..11M"], ["--rates 11M is over 10M"] },
        { ["sweep", "--rates", "5k"], ["--rates takes two rates such as 5k..100k", "not '5k'"] },
        { ["sweep", "--rates", "5k..fast"], ["--rates takes two rates such as 5k..100k", "not '5k..fast'"] },
        { ["sweep", "--rates", "1..2..3"], ["--rates takes two rates such as 5k..100k", "not '1..2..3'"] },
        { ["sweep", "--rates", "1k..2k", "--steps", "1"], ["--steps 1 is under 2"] },
        { ["sweep", "--rates", "1k..2k", "--steps", "101"], ["--steps 101 is over 100"] },
        { ["sweep", "--steps", "5"], ["--steps goes with --rates"] },
        { ["sweep", "--resolution", "0.1%"], ["--resolution 0.1% is under 0.5%"] },
        { ["sweep", "--resolution", "51"], ["--resolution 51 is over 50%"] },
        { ["sweep", "--resolution", "fine"], ["--resolution takes a share such as 2%, not 'fine'"] },
        { ["sweep", "--rates", "1k..2k", "--resolution", "5%"], ["--resolution goes with --while"] },
        { ["sweep", "--while", "fast"], ["--while 'fast': takes a condition"] },
        { ["sweep", "--while", "p99<fast"], ["--while 'p99<fast': p99 takes a duration"] },
        { ["sweep", "--while", "jitter<1ms"], ["--while 'jitter<1ms'", "a sweep does not have"] },
        { ["sweep", "--while", "p99<1ms", "--while", "p50<1ms"], ["--while"] },
        { ["sweep", "--duration", "99ms"], ["--duration 99ms is under 100ms"] },
        { ["sweep", "--fail-if", "p99>1ms"], ["--fail-if takes a condition such as 'knee<20k', not 'p99>1ms'"] },
        { ["sweep", "--rates", "1k..2k", "--fail-if", "knee<1k"], ["--fail-if 'knee<1k' is of the knee", "--while"] },
        { ["sweep", "--json", "--csv"], ["--json", "--csv", "give one"] },
        { ["sweep", "--svg", "/nowhere/at/all.svg"], ["--svg", "cannot be written"] },
        { ["sweep", "--rate", "5"], ["unknown option '--rate'; did you mean --rates?"] },
        { ["client", "127.0.0.1:5", "--port", "6"], ["the port is given twice", "5", "--port 6"] },
        { ["server", "--port", "5", "--port", "6"], ["--port"] },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void A_bad_value_is_reported_with_the_option_and_what_it_takes(string[] arguments, string option, string takes)
    {
        using Pollecho run = Pollecho.Run(arguments);

        Expect.OneErrorLine(run, 2, option, takes);
        Assert.Equal("", run.Output.Text);
    }

    [Theory]
    [MemberData(nameof(OutOfBounds))]
    public void A_value_out_of_bounds_is_reported_with_the_bound(string[] arguments, string told)
    {
        using Pollecho run = Pollecho.Run(arguments);

        Expect.OneErrorLine(run, 2, $"; see pollecho {arguments[0]} --help");
        Assert.StartsWith($"pollecho: {told}", run.Errors.Lines[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("client", "--message")]
    [InlineData("client", "--message-file")]
    [InlineData("server", "--bind")]
    public void An_argument_that_is_not_text_is_refused(params string[] arguments)
    {
        using Pollecho run = Pollecho.StartAfter("set -- \"$@\" \"$(printf 'a\\377b')\"", arguments);

        run.WaitForExit();

        Expect.OneErrorLine(run, 2, "the argument 'a\uFFFDb' is not UTF-8 text", "--message-file");
    }

    [Fact]
    public void The_character_that_stands_for_what_is_not_text_is_text_itself()
    {
        Assert.SkipWhen(OperatingSystem.IsMacOS(), "what was given is not to be had there");
        using PollechoServer server = PollechoServer.Start();

        using Pollecho client = Pollecho.RunClient(server.Port, "--message", "a\uFFFDb", "--count", "1");

        Assert.True(client.ExitCode == 0, $"{client}");
    }

    [Theory]
    [MemberData(nameof(MissingValues))]
    public void A_missing_value_is_reported_with_the_option_and_what_it_takes(string[] arguments, string option, string takes)
    {
        using Pollecho run = Pollecho.Run(arguments);

        Expect.OneErrorLine(run, 2, option, takes);
        Assert.Equal("", run.Output.Text);
    }

    [Fact]
    public void What_is_of_TCP_is_refused_beside_a_unix_socket()
    {
        // Where there are none, that is the error.
        string wrong = Socket.OSSupportsUnixDomainSockets ? "is of TCP, and does not go with" : "this system has no unix sockets";
        string[][] lines = [["server", "--bind", "unix:/tmp/x", "--port", "5"], ["server", "--bind", "unix:/tmp/x", "--keepalive", "1m"], ["client", "unix:/tmp/x", "--port", "5"]];
        foreach (string[] line in lines)
        {
            using Pollecho run = Pollecho.Run(line);

            Expect.OneErrorLine(run, 2, wrong, "unix:");
        }
    }

    [Fact]
    public void Without_a_command_its_usage_is_shown_with_three_examples()
    {
        using Pollecho run = Pollecho.Run();

        Assert.Equal(2, run.ExitCode);
        Assert.Equal("", run.Output.Text);
        Assert.StartsWith("Usage: pollecho COMMAND [options]", run.Errors.Text, StringComparison.Ordinal);
        Assert.Equal(3, run.Errors.Lines.Count(line => line.StartsWith("  pollecho ", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void A_command_line_that_makes_no_sense_is_reported_in_one_line(string[] arguments, string[] names)
    {
        using Pollecho run = Pollecho.Run(arguments);

        Expect.OneErrorLine(run, 2, names);
        Assert.Equal("", run.Output.Text);
    }
}
