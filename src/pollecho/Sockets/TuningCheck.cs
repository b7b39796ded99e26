using System.Net.Sockets;

namespace Pollecho.Sockets;

/// <summary>
/// Whether the system takes what is asked for: each option is set on a socket that is used for nothing else, and read back.
/// So it is known before anything is begun, and no connection has to be looked at.
/// </summary>
internal static class TuningCheck
{
    private static readonly TriedOption[] All =
    [
        new(TunedOption.NoDelay, tuning => tuning.NoDelay ? 1 : 0, TuningCalls.SetNoDelay, TuningCalls.NoDelay),
        new(TunedOption.ReceiveBuffer, tuning => tuning.ReceiveBuffer, TuningCalls.SetReceiveBuffer, TuningCalls.ReceiveBuffer),
        new(TunedOption.SendBuffer, tuning => tuning.SendBuffer, TuningCalls.SetSendBuffer, TuningCalls.SendBuffer),
        new(TunedOption.Dscp, tuning => tuning.Dscp, TuningCalls.SetDscp, TuningCalls.Dscp),
        new(TunedOption.BusyPoll, tuning => TuningCalls.Microseconds(tuning.BusyPoll), TuningCalls.SetBusyPoll, TuningCalls.BusyPoll),
        new(TunedOption.KeepAlive, tuning => TuningCalls.Seconds(tuning.KeepAlive) ?? 0, TuningCalls.SetKeepAlive, TuningCalls.KeepAlive),
    ];

    /// <summary>The first option that did not take effect; null if each of them did.</summary>
    /// <param name="tuning">What is asked for.</param>
    /// <param name="isTried">Which of its options to try.</param>
    /// <param name="family">Of which family the sockets will be.</param>
    /// <param name="isDual">Whether these take both families, as a listener on <c>::</c> does.</param>
    /// <exception cref="SocketException">The system has no such socket.</exception>
    public static TuningFault? FirstFault(SocketTuning tuning, Predicate<TunedOption> isTried, AddressFamily family, bool isDual = false)
    {
        using var socket = new Socket(family, SocketType.Stream, ProtocolType.Tcp);
        if (isDual)
        {
            socket.DualMode = true;
        }

        foreach (TriedOption tried in All)
        {
            if (isTried(tried.Option) && tried.Asked(tuning) is { } asked && Try(socket, tried, asked) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private static TuningFault? Try(Socket socket, TriedOption tried, int asked)
    {
        try
        {
            tried.Set(socket, asked);
            int given = tried.Get(socket);
            return given == asked ? null : new TuningFault(tried.Option, SocketError.Success, asked, given);
        }
        catch (SocketException e)
        {
            return new TuningFault(tried.Option, e.SocketErrorCode, asked, 0);
        }
    }

    private sealed record TriedOption(TunedOption Option, Func<SocketTuning, int?> Asked, Action<Socket, int> Set, Func<Socket, int> Get);
}
