using System.Net.Sockets;
using Pollecho.Sockets;
using Pollecho.Text;

namespace Pollecho.Commands;

/// <summary>An option of the sockets that did not take effect, in one line: what the system did instead, and what to do.</summary>
internal static class TuningAdvice
{
    /// <summary>The system does not have it.</summary>
    /// <param name="option">Which.</param>
    /// <param name="name">Its name on the command line.</param>
    public static CommandException Lacks(TunedOption option, string name) => CommandException.Usage($"{name} is not possible here: " + option switch
    {
        TunedOption.Dscp when OperatingSystem.IsWindows() => "Windows does not let a program mark what it sends; set a policy for it (New-NetQosPolicy)",
        TunedOption.Dscp => "this system does not mark IPv4 packets of a socket for both families; give --bind an IPv4 address, or an IPv6 one other than ::",
        TunedOption.BusyPoll when OperatingSystem.IsLinux() => "this kernel was built without it (CONFIG_NET_RX_BUSY_POLL)",
        TunedOption.BusyPoll => "only Linux polls network devices for a program; --wait spin asks the sockets again and again instead",
        TunedOption.KeepAlive => "this system does not let a program choose the time; leave it out, or give it off",
        _ => "this system does not have it; leave it out",
    });

    /// <summary>The error for it: what happened, why, and what to do.</summary>
    /// <param name="fault">What happened.</param>
    /// <param name="name">The option's name on the command line.</param>
    /// <param name="value">Its value there.</param>
    public static CommandException For(TuningFault fault, string name, string value) => fault.Error switch
    {
        SocketError.Success => new($"{name} {value} did not take effect: {Instead(fault)}"),
        SocketError.ProtocolOption or SocketError.OperationNotSupported or SocketError.InvalidArgument => Lacks(fault.Option, name),
        _ => new($"{name} {value} did not take effect: {Refused(fault)}"),
    };

    private static string Instead(TuningFault fault) => fault.Option switch
    {
        TunedOption.ReceiveBuffer or TunedOption.SendBuffer when fault.Given < fault.Asked =>
            $"the system gave {Units.Option(fault.Given)}, the most that it gives; ask for no more" + RaiseLimit(fault),
        TunedOption.ReceiveBuffer or TunedOption.SendBuffer =>
            $"the system gave {Units.Option(fault.Given)}, the least that it gives; ask for that, or for more",
        TunedOption.NoDelay => $"the system keeps it {(fault.Given == 0 ? "off" : "on")}; leave it out",
        TunedOption.BusyPoll => $"the system made {fault.Given}us of it; leave it out",
        TunedOption.KeepAlive => $"the system made {(fault.Given == 0 ? "off" : $"{fault.Given}s")} of it; leave it out",
        _ => $"the system made {fault.Given} of it; leave it out",
    };

    private static string Refused(TuningFault fault) => (fault.Option, fault.Error) switch
    {
        (TunedOption.BusyPoll, SocketError.AccessDenied) =>
            "a time over the system's own (sysctl net.core.busy_read) takes the capability CAP_NET_ADMIN; run it as root, or ask for no more than that",
        (TunedOption.ReceiveBuffer or TunedOption.SendBuffer, SocketError.NoBufferSpaceAvailable) =>
            "the system does not give so much; ask for less" + RaiseLimit(fault),
        _ => $"{SocketErrors.Describe(fault.Error)}; see what forbids it on this system, or leave it out",
    };

    /// <summary>How to raise the limit of the buffers, where the system has a setting for it.</summary>
    private static string RaiseLimit(TuningFault fault) =>
        OperatingSystem.IsLinux() ? $", or raise that: sysctl -w net.core.{(fault.Option == TunedOption.ReceiveBuffer ? "rmem_max" : "wmem_max")}={fault.Asked}"
        : OperatingSystem.IsMacOS() ? ", or raise the limit of both buffers together (sysctl kern.ipc.maxsockbuf)"
        : "";
}
