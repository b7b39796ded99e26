using System.Net.Sockets;

namespace Pollecho.Results;

/// <summary>What went wrong, counted by kind. Of messages, or of connections where it says so.</summary>
internal sealed class Faults
{
    /// <summary>Replies of which some bytes were not as expected.</summary>
    public long Altered { get; internal set; }

    /// <summary>Replies that lacked bytes.</summary>
    public long Short { get; internal set; }

    /// <summary>Right replies that came after a later message's.</summary>
    public long OutOfOrder { get; internal set; }

    /// <summary>Right replies that came once more.</summary>
    public long Repeated { get; internal set; }

    /// <summary>Right replies that came after their time was up.</summary>
    public long Late { get; internal set; }

    /// <summary>Messages without a reply when their time was up, nor later.</summary>
    public long TimedOut { get; internal set; }

    /// <summary>Messages without a reply when their connection ended.</summary>
    public long Lost { get; internal set; }

    /// <summary>Bytes that belonged to no reply.</summary>
    public long SurplusBytes { get; internal set; }

    /// <summary>Connections refused.</summary>
    public long Refused { get; internal set; }

    /// <summary>Connections that could not be opened in time.</summary>
    public long ConnectTimedOut { get; internal set; }

    /// <summary>Connections that could not be opened for another reason.</summary>
    public long ConnectFailed { get; internal set; }

    /// <summary>Connections that the server closed before the client was through.</summary>
    public long Closed { get; internal set; }

    /// <summary>Connections that were reset, or failed otherwise when open.</summary>
    public long Reset { get; internal set; }

    /// <summary>Every kind with its name as reports show it, in one order everywhere.</summary>
    public IReadOnlyList<(string Name, long Count)> ByKind =>
    [
        ("altered", Altered),
        ("short", Short),
        ("out of order", OutOfOrder),
        ("repeated", Repeated),
        ("late", Late),
        ("timed out", TimedOut),
        ("lost", Lost),
        ("surplus bytes", SurplusBytes),
        ("refused", Refused),
        ("connect timed out", ConnectTimedOut),
        ("connect failed", ConnectFailed),
        ("closed", Closed),
        ("reset", Reset),
    ];

    /// <summary>Messages for which bytes came that are not the right reply in its place.</summary>
    public long Wrong => Altered + Short + OutOfOrder;

    /// <summary>Messages for which no reply came.</summary>
    public long Unanswered => TimedOut + Lost;

    /// <summary>Connections that could not be opened.</summary>
    public long Connects => Refused + ConnectTimedOut + ConnectFailed;

    /// <summary>Messages that did not get their right reply in time, each counted once.</summary>
    public long Messages => Wrong + Unanswered + Late;

    /// <summary>All of them together, of whatever unit; 0 means that nothing went wrong.</summary>
    public long Total => ByKind.Sum(kind => kind.Count);

    /// <summary>Those that were written down.</summary>
    /// <param name="count">How many there were of a kind, by its name as <see cref="ByKind"/> has it.</param>
    internal static Faults Restore(Func<string, long> count) => new()
    {
        Altered = count("altered"),
        Short = count("short"),
        OutOfOrder = count("out of order"),
        Repeated = count("repeated"),
        Late = count("late"),
        TimedOut = count("timed out"),
        Lost = count("lost"),
        SurplusBytes = count("surplus bytes"),
        Refused = count("refused"),
        ConnectTimedOut = count("connect timed out"),
        ConnectFailed = count("connect failed"),
        Closed = count("closed"),
        Reset = count("reset"),
    };

    /// <summary>Takes back what was counted of messages whose time was up, now that more is known of them.</summary>
    internal void Withdraw(MessageState state, int count)
    {
        TimedOut -= state == MessageState.TimedOut ? count : 0;
        Short -= state == MessageState.Short ? count : 0;
    }

    /// <summary>Counts a connection that could not be opened.</summary>
    /// <param name="error">Why.</param>
    internal void CountConnect(SocketError error)
    {
        switch (error)
        {
            case SocketError.ConnectionRefused:
                Refused++;
                break;
            case SocketError.TimedOut:
                ConnectTimedOut++;
                break;
            default:
                ConnectFailed++;
                break;
        }
    }

    /// <summary>Adds another thread's, so many times; -1 takes them away.</summary>
    internal void Add(Faults other, int times = 1)
    {
        Altered += times * other.Altered;
        Short += times * other.Short;
        OutOfOrder += times * other.OutOfOrder;
        Repeated += times * other.Repeated;
        Late += times * other.Late;
        TimedOut += times * other.TimedOut;
        Lost += times * other.Lost;
        SurplusBytes += times * other.SurplusBytes;
        Refused += times * other.Refused;
        ConnectTimedOut += times * other.ConnectTimedOut;
        ConnectFailed += times * other.ConnectFailed;
        Closed += times * other.Closed;
        Reset += times * other.Reset;
    }
}
