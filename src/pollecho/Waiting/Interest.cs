namespace Pollecho.Waiting;

/// <summary>What a loop wants to do next with a socket.</summary>
[Flags]
internal enum Interest
{
    /// <summary>Nothing: the strategy does not watch it.</summary>
    None = 0,

    /// <summary>Receive: on the read list.</summary>
    Read = 1,

    /// <summary>Send, or learn the outcome of a connect: on the write list.</summary>
    Write = 2,

    /// <summary>Accept: a listener, reported by <see cref="Ready.Accept"/> and asked less often than the rest.</summary>
    Accept = 4,
}
