using System.CommandLine;
using System.Net.Sockets;
using Pollecho.Commands;
using Pollecho.Sockets;

namespace Pollecho.Tests.Commands;

/// <summary>What is set on connections, on the command line.</summary>
public class SocketTuningOptionsTests
{
    private static readonly SocketTuning Defaults = new() { KeepAlive = TimeSpan.FromMinutes(1) };

    [Fact]
    public void What_is_not_given_is_as_the_default_has_it() => Assert.Equal(Defaults, Read("").Tuning);

    [Fact]
    public void What_is_given_takes_its_place()
    {
        Assert.Equal(
            new SocketTuning { NoDelay = false, ReceiveBuffer = 65_536, SendBuffer = 1_000_000, KeepAlive = TimeSpan.FromSeconds(10) },
            Read("--nodelay off --rcvbuf 64KiB --sndbuf 1MB --keepalive 10s").Tuning);
        Assert.Equal(new SocketTuning(), Read("--nodelay on --keepalive off").Tuning);
    }

    [Fact]
    public void What_the_system_lacks_is_refused_by_name()
    {
        Assert.Equal(SocketTuning.CanMark ? null : ExitCode.Usage, ((CommandException?)Record.Exception(() => Read("--dscp ef")))?.ExitCode);
        Assert.Equal(SocketTuning.CanBusyPoll ? null : ExitCode.Usage, ((CommandException?)Record.Exception(() => Read("--busy-poll 50us")))?.ExitCode);
    }

    [Fact]
    public void What_did_not_take_effect_is_reported_as_it_was_given()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "has Linux's bounds");
        (SocketTuningOptions options, ParseResult result, SocketTuning tuning) = Read("--rcvbuf 1023MiB");

        var refused = Assert.Throws<CommandException>(() => options.Check(result, tuning, [AddressFamily.InterNetwork]));

        Assert.StartsWith("--rcvbuf 1023MiB did not take effect: the system gave ", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith("sysctl -w net.core.rmem_max=1072693248", refused.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failure, refused.ExitCode);
    }

    [Fact]
    public void A_default_is_not_tried()
    {
        (SocketTuningOptions options, ParseResult result, SocketTuning tuning) = Read("", new SocketTuning { ReceiveBuffer = 1 });

        options.Check(result, tuning, [AddressFamily.InterNetwork]);

        Assert.Equal(1, tuning.ReceiveBuffer);
    }

    private static (SocketTuningOptions Options, ParseResult Result, SocketTuning Tuning) Read(string line, SocketTuning? defaults = null)
    {
        var options = new SocketTuningOptions(defaults ?? Defaults);
        var command = new DocumentedCommand("client", "");
        options.AddTo(command);
        ParseResult result = command.Parse(line);
        Assert.Empty(result.Errors);
        return (options, result, options.Read(result));
    }
}
