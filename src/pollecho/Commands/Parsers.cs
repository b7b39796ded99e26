using System.CommandLine;
using Pollecho.Client;
using Pollecho.Text;

namespace Pollecho.Commands;

/// <summary>Options with a checked value, of kinds that several commands have.</summary>
internal static class Parsers
{
    /// <summary>Reads a condition; if it is malformed, says what is wrong.</summary>
    internal delegate bool TryParseCondition<T>(string text, out T? condition, out string error);

    /// <summary>The name of a file.</summary>
    public static Option<string?> File(string name, string description) => new CheckedOption<string?>(
        name,
        [],
        "FILE",
        description,
        new(
            "the name of a file",
            (string text, out string? value) =>
            {
                value = text;
                return !string.IsNullOrWhiteSpace(text);
            }));

    /// <summary>A duration, zero only where that is allowed.</summary>
    public static Option<TimeSpan?> Duration(string name, string[] aliases, string description, bool zeroAllowed = false) =>
        Duration(name, aliases, description, zeroAllowed ? Bounds.AnyDuration : Bounds.Duration);

    /// <summary>A duration within bounds.</summary>
    public static Option<TimeSpan?> Duration(string name, string[] aliases, string description, Bounds bounds) =>
        new CheckedOption<TimeSpan?>(name, aliases, "DURATION", description, bounds.Parser<TimeSpan?>(Units.DurationForm, seconds => Units.Seconds(seconds)));

    /// <summary>The silence after which a peer's system is asked whether it is there; zero for never.</summary>
    public static Option<TimeSpan?> KeepAlive(string description)
    {
        // What TCP_KEEPIDLE takes on Linux (tcp(7)).
        var bounds = new Bounds(Units.ReadDuration, "1s", "32767s");
        ValueParser<TimeSpan?> time = bounds.Parser<TimeSpan?>(
            $"a duration from {bounds.Lowest} to {bounds.Highest} such as 60s, or off",
            seconds => Units.Seconds(seconds));
        return new CheckedOption<TimeSpan?>(
            "--keepalive",
            [],
            "DURATION|off",
            description,
            new(
                time.Takes,
                (string text, out TimeSpan? value) =>
                {
                    bool isOff = text.Equals("off", StringComparison.OrdinalIgnoreCase);
                    bool isTime = time.TryRead(text, out value);
                    value = isOff ? TimeSpan.Zero : value;
                    return isOff || isTime;
                },
                bounds.Outside));
    }

    /// <summary>A differentiated services code point, by number or name.</summary>
    public static Option<int?> Dscp(string description)
    {
        var option = new CheckedOption<int?>(
            "--dscp",
            [],
            "N|NAME",
            description,
            new(
                $"a number from 0 to {CodePoints.Highest}, or one of {string.Join(", ", CodePoints.Names)}",
                (string text, out int? value) =>
                {
                    value = CodePoints.Read(text);
                    return value is not null;
                },
                Bounds.Whole(0, CodePoints.Highest).Outside));
        option.CompletionSources.Add(CodePoints.Names);
        return option;
    }

    /// <summary>A moment that is the same one on every machine.</summary>
    public static Option<DateTimeOffset?> Moment(string name, string description) => new CheckedOption<DateTimeOffset?>(
        name,
        [],
        "TIME",
        description,
        new(
            IsoTime.Form,
            (string text, out DateTimeOffset? value) =>
            {
                bool parsed = IsoTime.TryParse(text, out DateTimeOffset time);
                value = time;
                return parsed;
            },
            text => IsoTime.LacksZone(text) ? $"{text} has no zone, and machines may be in different ones; end it in Z, or in an offset such as +01:00" : null));

    /// <summary>A client's part of a load.</summary>
    public static Option<RunShare?> Share(string description) =>
        new CheckedOption<RunShare?>("--share", [], "INDEX/COUNT", description, new(ShareParser.Takes, ShareParser.TryParse, ShareParser.Outside));

    /// <summary>How many there are of something, one at least.</summary>
    public static Option<long?> Count(string name, string[] aliases, string description) => new CheckedOption<long?>(
        name,
        aliases,
        "N",
        description,
        new Bounds(Units.ReadCount, "1", Units.LargestCount).Parser<long?>("a number from 1, such as 10 or 20k", number => (long)number));

    /// <summary>A whole number without a unit.</summary>
    /// <param name="name">The option's name.</param>
    /// <param name="aliases">Its short names.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="kind">What the number is called in errors.</param>
    /// <param name="lowest">The lowest.</param>
    /// <param name="highest">The highest.</param>
    public static Option<int?> Number(string name, string[] aliases, string description, string kind, int lowest, int highest) => new CheckedOption<int?>(
        name,
        aliases,
        "N",
        description,
        Bounds.Whole(lowest, highest).Parser<int?>($"a {kind} from {lowest} to {highest}", number => (int)number));

    /// <summary>A size, of one byte at least.</summary>
    /// <param name="name">The option's name.</param>
    /// <param name="aliases">Its short names.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="highest">The largest size, as typed; at most 2 GiB less one byte, what a buffer takes.</param>
    public static Option<int?> Size(string name, string[] aliases, string description, string highest) => new CheckedOption<int?>(
        name,
        aliases,
        "SIZE",
        description,
        new Bounds(Units.ReadSize, "1", highest).Parser<int?>(Units.SizeForm + ", from 1", bytes => (int)bytes));

    /// <summary>Conditions by which a command fails; may be given several times.</summary>
    /// <param name="form">What a condition looks like.</param>
    /// <param name="tryParse">Reads one.</param>
    public static Option<T[]?> Conditions<T>(string form, TryParseCondition<T> tryParse) where T : class => new CheckedListOption<T>(
        "--fail-if",
        "CONDITION",
        $"Exit with {ExitCode.Threshold} if this holds or cannot be told; may be given several times: {form}",
        new(
            form,
            (string text, out T value) =>
            {
                bool parsed = tryParse(text, out T? condition, out _);
                value = condition!;
                return parsed;
            },
            text => tryParse(text, out _, out string error) ? null : $"'{text}': {error}"),
        hasCommas: false);

    /// <summary>An option whose value is one of a few words, in upper or lower case.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="usual">The word that holds where it is not given.</param>
    /// <param name="words">The words.</param>
    public static Option<string?> Word(string name, string description, string usual, params string[] words)
    {
        var option = new CheckedOption<string?>(
            name,
            [],
            string.Join('|', words),
            $"{description} [default: {usual}]",
            new(
                string.Join(" or ", words),
                (string text, out string? value) =>
                {
                    value = Array.Find(words, word => word.Equals(text, StringComparison.OrdinalIgnoreCase));
                    return value is not null;
                }));
        option.CompletionSources.Add(words);
        return option;
    }
}
