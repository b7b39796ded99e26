namespace Pollecho.Sockets;

/// <summary>One of the options of <see cref="SocketTuning"/>.</summary>
internal enum TunedOption
{
    /// <summary><see cref="SocketTuning.NoDelay"/>.</summary>
    NoDelay,

    /// <summary><see cref="SocketTuning.ReceiveBuffer"/>.</summary>
    ReceiveBuffer,

    /// <summary><see cref="SocketTuning.SendBuffer"/>.</summary>
    SendBuffer,

    /// <summary><see cref="SocketTuning.Dscp"/>.</summary>
    Dscp,

    /// <summary><see cref="SocketTuning.BusyPoll"/>.</summary>
    BusyPoll,

    /// <summary><see cref="SocketTuning.KeepAlive"/>.</summary>
    KeepAlive,
}
