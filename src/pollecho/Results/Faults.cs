using System.Net.Sockets;

namespace Pollecho.Results;

/// <summary>What went wrong, counted by kind. Of messages, or of connections where it says so.</summary>
internal sealed class Faults
{
    private static readonly FaultKind[] Kinds =
    [
        new("altered", faults => faults.Altered, (faults, count) => faults.Altered += count),
        new("short", faults => faults.Short, (faults, count) => faults.Short += count),
        new("out of order", faults => faults.OutOfOrder, (faults, count) => faults.OutOfOrder += count),
        new("repeated", faults => faults.Repeated, (faults, count) => faults.Repeated += count),
        new("late", faults => faults.Late, (faults, count) => faults.Late += count),
        new("timed out", faults => faults.TimedOut, (faults, count) => faults.TimedOut += count),
        new("lost", faults => faults.Lost, (faults, count) => faults.Lost += count),
        new("surplus bytes", faults => faults.SurplusBytes, (faults, count) => faults.SurplusBytes += count),
        new("refused", faults => faults.Refused, (faults, count) => faults.Refused += count),
        new("connect timed out", faults => faults.ConnectTimedOut, (faults, count) => faults.ConnectTimedOut += count),
        new("connect failed", faults => faults.ConnectFailed, (faults, count) => faults.ConnectFailed += count),
        new("closed", faults => faults.Closed, (faults, count) => faults.Closed += count),
        new("reset", faults => faults.Reset, (faults, count) => faults.Reset += count),
    ];

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
    public IReadOnlyList<FaultCount> ByKind => Array.ConvertAll(Kinds, kind => new FaultCount(kind.Name, kind.Count(this)));

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

    /// <summary>The kinds that there were any of, in words: <c>1,200 lost</c>.</summary>
    /// <param name="others">Counts of what else went wrong, for the end of the list.</param>
    public IEnumerable<string> InWords(params FaultCount[] others) =>
        ByKind.Concat(others).Where(kind => kind.Count != 0).Select(kind => kind.ToString());

    /// <summary>The same in one line: <c>1,200 lost, 1 closed</c>; empty if there were none.</summary>
    public string OnOneLine(params FaultCount[] others) => string.Join(", ", InWords(others));

    /// <summary>Those that were written down.</summary>
    /// <param name="count">How many there were of a kind, by its name as <see cref="ByKind"/> has it.</param>
    internal static Faults Restore(Func<string, long> count)
    {
        var faults = new Faults();
        Array.ForEach(Kinds, kind => kind.Add(faults, count(kind.Name)));
        return faults;
    }

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

    /// <summary>Adds another thread's, <paramref name="times"/> times; -1 takes them away.</summary>
    internal void Add(Faults other, int times = 1)
    {
        foreach (FaultKind kind in Kinds)
        {
            kind.Add(this, times * kind.Count(other));
        }
    }

    /// <summary>A kind of fault: what reports call it, and its counter.</summary>
    private sealed class FaultKind(string name, Func<Faults, long> count, Action<Faults, long> add)
    {
        public string Name { get; } = name;

        public Func<Faults, long> Count { get; } = count;

        public Action<Faults, long> Add { get; } = add;
    }
}
