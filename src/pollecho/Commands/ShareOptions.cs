using System.CommandLine;
using Pollecho.Client;
using Pollecho.Text;
using Pollecho.Time;

namespace Pollecho.Commands;

/// <summary>The options of a client that is one of several which make a load together.</summary>
internal sealed class ShareOptions
{
    private readonly Option<RunShare?> _share = Parsers.Share("This client's part of the load, which -c, -q and -n describe as a whole: its number from 0, and how many clients there are");
    private readonly Option<DateTimeOffset?> _startAt = Parsers.Moment("--start-at", "Connect now, and start to send at this time, as other clients do");
    private readonly Option<TimeSpan?> _cooldown = Parsers.Duration("--cooldown", [], "Go on sending for this long after measuring, so that other clients measure under full load [default: 0]", zeroAllowed: true);

    /// <summary>Adds them to the command.</summary>
    public void AddTo(DocumentedCommand command) => command.Add(OptionGroups.Load, _share, _startAt, _cooldown);

    /// <summary>Whether one of them is given: there are no several clients that work like ping.</summary>
    public bool AreGiven(ParseResult result) =>
        result.GetValue(_share) is not null || result.GetValue(_startAt) is not null || result.GetValue(_cooldown) is not null;

    /// <summary>This client's part of the load.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="connections">How many connections the load has.</param>
    /// <exception cref="CommandException">There are more clients than connections.</exception>
    public RunShare Share(ParseResult result, long connections)
    {
        RunShare share = result.GetValue(_share) ?? RunShare.Whole;
        return share.Count <= connections ? share : throw CommandException.Usage(
            $"--share {share} divides {Units.Count(connections, "connection")} among {share.Count} clients, and some would have none; "
            + $"give --connections {share.Count} or more, or start fewer clients");
    }

    /// <summary>Adds when to start, and for how long to go on, and sees that every client has something to do.</summary>
    /// <exception cref="CommandException">One has not, the start has passed, or there is no window to go on after.</exception>
    public RunOptions Add(ParseResult result, RunOptions options)
    {
        if (result.GetValue(_startAt) is { } startAt && startAt <= DateTimeOffset.UtcNow)
        {
            throw CommandException.Usage($"--start-at {IsoTime.Of(startAt)} has passed; it is {IsoTime.Now} now, and the connections take a while too");
        }

        TimeSpan cooldown = result.GetValue(_cooldown) ?? options.Cooldown;
        if (cooldown > TimeSpan.Zero && (options.Rate is null ? options.Duration is null || options.Count is not null : options.Duration is null && options.Count is null))
        {
            throw CommandException.Usage("--cooldown follows measuring that the clock ends: give --duration without --count, or a --rate with either");
        }

        if (options.Share.Count > 1)
        {
            CheckMessages(options);
        }

        return options with { StartAt = result.GetValue(_startAt), Cooldown = cooldown };
    }

    private static void CheckMessages(RunOptions options)
    {
        (long before, long until) = Measured(options);
        for (int index = 0; index < options.Share.Count && until < long.MaxValue; index++)
        {
            var part = new LoopShare(index, options.Share.Count, options.Connections);
            if (part.Of(until) == part.Of(before))
            {
                throw CommandException.Usage(
                    $"--share {options.Share} divides {Units.Count(until - before, "message")} among {options.Share.Count} clients, and some would have none; "
                    + "send more, or start fewer clients");
            }
        }
    }

    /// <summary>The numbers of the first message of the load that is measured, and of the first after it; no end where no number ends it.</summary>
    private static (long Before, long Until) Measured(RunOptions options)
    {
        if (options.Rate is not { } rate)
        {
            return (0, options.Count ?? long.MaxValue);
        }

        var schedule = new SendSchedule(rate, new LoopShare(0, 1, options.Connections));
        long before = schedule.CountDueBeforeInRun(Deadline.After(0, options.Warmup));
        long byDuration = options.Duration is { } duration ? schedule.CountDueBeforeInRun(Deadline.After(0, options.Warmup + duration)) : long.MaxValue;
        return (before, Math.Min(byDuration, options.Count is { } count ? before + count : long.MaxValue));
    }
}
