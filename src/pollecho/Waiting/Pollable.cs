using System.Net.Sockets;

namespace Pollecho.Waiting;

/// <summary>
/// A socket that a wait strategy watches. The loop's own class for a connection derives from it, so that
/// what is ready comes back as the connection itself, without a look-up. Belongs to one loop's thread.
/// </summary>
internal abstract class Pollable(Socket socket)
{
    /// <summary>The non-blocking socket.</summary>
    public Socket Socket { get; } = socket;

    /// <summary>What the strategy watches it for; set through <see cref="IWaitStrategy.Watch"/>.</summary>
    public Interest Interest { get; internal set; }

    /// <summary>The place on the read list, or in whatever table the strategy keeps; -1 when on none.</summary>
    internal int ReadSlot { get; set; } = -1;

    /// <summary>The place on the write list; -1 when not on it.</summary>
    internal int WriteSlot { get; set; } = -1;

    /// <summary>Until which question it counts as busy; 0 when it is not in the <see cref="BusySet"/>.</summary>
    internal long BusyUntil { get; set; }
}
