using System.Net.Sockets;
using Pollecho.Commands;
using Pollecho.Sockets;

namespace Pollecho.Tests.Commands;

/// <summary>An option that did not take effect, in one line.</summary>
public class TuningAdviceTests
{
    private const int Ok = (int)SocketError.Success;

    [Theory]
    [InlineData((int)TunedOption.ReceiveBuffer, Ok, 100, 1152, "--x 1 did not take effect: the system gave 1152, the least that it gives; ask for that, or for more", ExitCode.Failure)]
    [InlineData((int)TunedOption.NoDelay, Ok, 0, 1, "--x 1 did not take effect: the system keeps it on; leave it out", ExitCode.Failure)]
    [InlineData((int)TunedOption.KeepAlive, Ok, 10, 0, "--x 1 did not take effect: the system made off of it; leave it out", ExitCode.Failure)]
    [InlineData((int)TunedOption.KeepAlive, Ok, 10, 7, "--x 1 did not take effect: the system made 7s of it; leave it out", ExitCode.Failure)]
    [InlineData((int)TunedOption.Dscp, Ok, 46, 0, "--x 1 did not take effect: the system made 0 of it; leave it out", ExitCode.Failure)]
    [InlineData((int)TunedOption.KeepAlive, (int)SocketError.ProtocolOption, 10, 0, "--x is not possible here: this system does not let a program choose the time; leave it out, or give it off", ExitCode.Usage)]
    [InlineData((int)TunedOption.SendBuffer, (int)SocketError.ConnectionReset, 10, 0, "--x 1 did not take effect: connection reset by peer; see what forbids it on this system, or leave it out", ExitCode.Failure)]
    [InlineData(
        (int)TunedOption.BusyPoll,
        (int)SocketError.AccessDenied,
        50,
        0,
        "--x 1 did not take effect: a time over the system's own (sysctl net.core.busy_read) takes the capability CAP_NET_ADMIN; run it as root, or ask for no more than that",
        ExitCode.Failure)]
    public void It_is_reported_with_what_the_system_did_and_what_to_do(int option, int error, int asked, int given, string told, int exitCode)
    {
        CommandException refused = TuningAdvice.For(new TuningFault((TunedOption)option, (SocketError)error, asked, given), "--x", "1");

        Assert.Equal(told, refused.Message);
        Assert.Equal(exitCode, refused.ExitCode);
    }

    [Theory]
    [InlineData((int)TunedOption.ReceiveBuffer, "rmem_max")]
    [InlineData((int)TunedOption.SendBuffer, "wmem_max")]
    public void A_limit_is_named_with_how_to_raise_it(int option, string limit)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "names Linux's settings");

        Assert.Equal(
            $"--x 8MiB did not take effect: the system gave 4MiB, the most that it gives; ask for no more, or raise that: sysctl -w net.core.{limit}=8388608",
            TuningAdvice.For(new TuningFault((TunedOption)option, SocketError.Success, 8 << 20, 4 << 20), "--x", "8MiB").Message);
    }
}
