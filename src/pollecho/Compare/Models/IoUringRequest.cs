namespace Pollecho.Compare.Models;

/// <summary>What a request of the model of completion is for: the lowest byte of what its completions carry.</summary>
internal enum IoUringRequest : byte
{
    /// <summary>Accepts connections until the listener is closed.</summary>
    Accept,

    /// <summary>Receives from a connection.</summary>
    Receive,

    /// <summary>Sends to one.</summary>
    Send,

    /// <summary>Cancels other requests; how that went does not matter, as they end in any case.</summary>
    Cancel,
}
