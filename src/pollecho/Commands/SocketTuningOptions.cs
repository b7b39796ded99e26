using System.CommandLine;
using System.Net.Sockets;
using Pollecho.Sockets;
using Pollecho.Text;

namespace Pollecho.Commands;

/// <summary>The options of server and client for what is set on each connection.</summary>
internal sealed class SocketTuningOptions
{
    /// <summary>Linux keeps twice the size in an int, so that 1 GiB is too much.</summary>
    private const string LargestBuffer = "1023MiB";

    private readonly SocketTuning _defaults;
    private readonly Option<string?> _noDelay;
    private readonly Option<int?> _receiveBuffer;
    private readonly Option<int?> _sendBuffer;
    private readonly Option<int?> _dscp = Parsers.Dscp($"Mark what is sent with this DSCP (not on Windows): 0 to {CodePoints.Highest}, or a name such as ef, af41, cs1 or le [default: none]");
    private readonly Option<TimeSpan?> _busyPoll;
    private readonly Option<TimeSpan?> _keepAlive;

    /// <summary>The options, with what holds where one is not given.</summary>
    public SocketTuningOptions(SocketTuning defaults)
    {
        _defaults = defaults;
        _noDelay = Parsers.Word(
            "--nodelay",
            "Send at once, or hold a small write back until the last one is acknowledged (TCP_NODELAY)",
            defaults.NoDelay ? "on" : "off",
            "on",
            "off");
        _receiveBuffer = Parsers.Size("--rcvbuf", [], "The system's receive buffer of each connection (SO_RCVBUF) [default: it grows as needed]", LargestBuffer);
        _sendBuffer = Parsers.Size("--sndbuf", [], "The system's send buffer of each connection (SO_SNDBUF) [default: it grows as needed]", LargestBuffer);
        _busyPoll = Parsers.Duration(
            "--busy-poll",
            [],
            "Let the system poll the network device in a receive that finds nothing (SO_BUSY_POLL, Linux only) [default: net.core.busy_read]",
            new Bounds(Units.ReadDuration, "1us", "2147s"));
        _keepAlive = Parsers.KeepAlive(
            "Probe a peer's system after this much silence; a peer that is gone is noticed after twice that "
            + $"[default: {(defaults.KeepAlive is { } silence ? Units.Option(silence) : "off")}]");
    }

    /// <summary>All of them, in the order of <see cref="TunedOption"/>: they are TCP's.</summary>
    public Option[] All => [_noDelay, _receiveBuffer, _sendBuffer, _dscp, _busyPoll, _keepAlive];

    /// <summary>Adds them to the command.</summary>
    public void AddTo(DocumentedCommand command) => command.Add(OptionGroups.SocketOptions, All);

    /// <summary>What was asked for.</summary>
    /// <exception cref="CommandException">This system lacks one that was given.</exception>
    public SocketTuning Read(ParseResult result)
    {
        if (result.GetResult(_dscp) is not null && !SocketTuning.CanMark)
        {
            throw TuningAdvice.Lacks(TunedOption.Dscp, _dscp.Name);
        }

        if (result.GetResult(_busyPoll) is not null && !SocketTuning.CanBusyPoll)
        {
            throw TuningAdvice.Lacks(TunedOption.BusyPoll, _busyPoll.Name);
        }

        return new SocketTuning
        {
            NoDelay = result.GetValue(_noDelay) is { } noDelay ? noDelay == "on" : _defaults.NoDelay,
            ReceiveBuffer = result.GetValue(_receiveBuffer) ?? _defaults.ReceiveBuffer,
            SendBuffer = result.GetValue(_sendBuffer) ?? _defaults.SendBuffer,
            Dscp = result.GetValue(_dscp) ?? _defaults.Dscp,
            BusyPoll = result.GetValue(_busyPoll) ?? _defaults.BusyPoll,
            KeepAlive = result.GetValue(_keepAlive) is { } silence ? (silence > TimeSpan.Zero ? silence : null) : _defaults.KeepAlive,
        };
    }

    /// <summary>Sees that the system takes what was asked for; asks nothing if nothing was.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="tuning">What <see cref="Read"/> made of it.</param>
    /// <param name="families">Of which families the sockets may be.</param>
    /// <param name="isDual">Whether one takes both families.</param>
    /// <exception cref="CommandException">An option did not take effect.</exception>
    public void Check(ParseResult result, SocketTuning tuning, AddressFamily[] families, bool isDual = false)
    {
        Option[] all = All;
        foreach (AddressFamily family in Array.Exists(all, option => result.GetResult(option) is not null) ? families : [])
        {
            if (TuningCheck.FirstFault(tuning, tuned => result.GetResult(all[(int)tuned]) is not null, family, isDual) is { } fault)
            {
                Option option = all[(int)fault.Option];
                throw TuningAdvice.For(fault, option.Name, result.GetResult(option)!.Tokens[0].Value);
            }
        }
    }
}
