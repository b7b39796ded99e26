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
        { ["server", "--port", "65536"], "--port", APort },
        { ["server", "--port", "1e3"], "--port", APort },
        { ["server", "--port", ""], "--port", APort },
        { ["server", "-p", "80 81"], "--port", APort },
        { ["client", "--port", "0"], "--port", "a port from 1 to 65535" },
        { ["client", "--port", "99999999999"], "--port", "a port from 1 to 65535" },
        { ["server", "--wait", "kqueue2"], "--wait", AStrategy },
        { ["server", "--wait", "Spin"], "--wait", AStrategy },
        { ["server", "--wait", "sleep:"], "--wait", AStrategy },
        { ["server", "--wait", "sleep:0s"], "--wait", AStrategy },
        { ["server", "--wait", "sleep:5"], "--wait", AStrategy },
        { ["server", "--wait", "sleep:-1s"], "--wait", AStrategy },
        { ["server", "--wait", "spin:5ms"], "--wait", AStrategy },
        { ["server", "--wait", "select:"], "--wait", AStrategy },
        { ["server", "--wait", "epoll:5ms"], "--wait", AStrategy },
        { ["server", "--threads", "0"], "--threads", AThreadCount },
        { ["server", "--threads", "257"], "--threads", AThreadCount },
        { ["server", "--threads", "two"], "--threads", AThreadCount },
        { ["server", "--cpu", "one"], "--cpu", Processors },
        { ["server", "--cpu", "3-1"], "--cpu", Processors },
        { ["server", "--cpu", "0,"], "--cpu", Processors },
        { ["server", "--stats", "5"], "--stats", ADuration },
        { ["server", "--stats", "5x"], "--stats", ADuration },
        { ["server", "--stats", "-1s"], "--stats", ADuration },
        { ["server", "--stats", "1ms junk"], "--stats", ADuration },
        { ["server", "--stats", "0"], "--stats", ADuration },
        { ["client", "--timeout", "5"], "--timeout", ADuration },
        { ["client", "--timeout", "1 s"], "--timeout", ADuration },
        { ["client", "--timeout", "1000h"], "--timeout", ADuration },
        { ["client", "--connect-timeout", "-1s"], "--connect-timeout", ADuration },
        { ["client", "--interval", "soon"], "--interval", ADuration },
        { ["client", "--interval", "1e3ms"], "--interval", ADuration },
        { ["server", "--bind", "nowhere"], "--bind", AnAddress },
        { ["server", "--bind", "127.0.0.256"], "--bind", AnAddress },
        { ["server", "--bind", "127.0.0.1:80"], "--bind", AnAddress },
        { ["server", "--port", "0", "--bind", "[::1]:80"], "--bind", AnAddress },
        { ["server", "--reply", "loud"], "--reply", "upper or echo" },
        { ["client", "[::1"], "the server", AServer },
        { ["client", "host:port:1"], "the server", AServer },
        { ["client", "host:99999"], "the server", AServer },
        { ["client", "host:0"], "the server", AServer },
        { ["client", "host:"], "the server", AServer },
        { ["client", ":8083"], "the server", AServer },
        { ["client", "a host"], "the server", AServer },
        { ["client", "127.1"], "the server", AServer },
        { ["client", "8083"], "the server", "not '8083'; for the port alone give --port 8083" },
        { ["client", "--count", "0"], "--count", ACount },
        { ["client", "--count", "-1"], "--count", ACount },
        { ["client", "--count", "1.5"], "--count", ACount },
        { ["client", "--count", "ten"], "--count", ACount },
        { ["server", "--port", "80\n81"], "--port", APort + @", not '80\x0a81'" },
        { ["client", "a\r\x1b[31m\u2028b"], "the server", AServer },
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
        { [], ["pollecho --help"] },
        { ["serve"], ["'serve'", "pollecho --help"] },
        { ["--verbose"], ["'--verbose'", "pollecho --help"] },
        { ["ser\nver"], [@"'ser\x0aver'", "pollecho --help"] },
        { ["server", "--colour"], ["'--colour'", "pollecho server --help"] },
        { ["server", "extra"], ["'extra'", "pollecho server --help"] },
        { ["server", "--stats", "1ms", "junk"], ["'junk'", "pollecho server --help"] },
        { ["client", "one", "two"], ["'two'", "pollecho client --help"] },
        { ["client", "--nope"], ["'--nope'", "pollecho client --help"] },
        { ["client", "--nope", "5ms"], ["'--nope'", "pollecho client --help"] },
        { ["server", "--trace", "--json"], ["--trace", "--json", "one of them"] },
        { ["client", "127.0.0.1:5", "--port", "6"], ["the port is given twice", "5", "--port 6"] },
        { ["server", "--port", "5", "--port", "6"], ["--port"] },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void A_bad_value_is_told_with_the_option_and_what_it_takes(string[] arguments, string option, string takes)
    {
        using Pollecho run = Pollecho.Run(arguments);

        Expect.OneErrorLine(run, 2, option, takes);
        Assert.Equal("", run.Output.Text);
    }

    [Theory]
    [MemberData(nameof(MissingValues))]
    public void A_missing_value_is_told_with_the_option_and_what_it_takes(string[] arguments, string option, string takes)
    {
        using Pollecho run = Pollecho.Run(arguments);

        Expect.OneErrorLine(run, 2, option, takes);
        Assert.Equal("", run.Output.Text);
    }

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void A_command_line_that_makes_no_sense_is_told_in_one_line(string[] arguments, string[] names)
    {
        using Pollecho run = Pollecho.Run(arguments);

        Expect.OneErrorLine(run, 2, names);
        Assert.Equal("", run.Output.Text);
    }
}
