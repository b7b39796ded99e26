namespace Pollecho.Tracing;

/// <summary>What a poll loop does that a trace shows.</summary>
internal enum CallKind
{
    /// <summary>Waits, or asks the system which sockets are ready.</summary>
    Wait,

    /// <summary>Asks for a new connection.</summary>
    Accept,

    /// <summary>Opens a connection.</summary>
    Connect,

    /// <summary>Receives.</summary>
    Receive,

    /// <summary>Sends.</summary>
    Send,

    /// <summary>Does other work, as nothing was ready: no call to the system.</summary>
    OtherWork,
}
