using static Pollecho.Waiting.Native.Afd;

namespace Pollecho.Waiting;

/// <summary>What the system writes to while a request is pending: it may neither move nor be freed before the completion was taken.</summary>
internal struct AfdBlock
{
    /// <summary>How the request ended.</summary>
    public IO_STATUS_BLOCK Status;

    /// <summary>What is asked; in the end, what is so.</summary>
    public AFD_POLL_INFO Info;

    /// <summary>The place of its <see cref="AfdPoll"/> in the strategy's table.</summary>
    public int Slot;
}
