using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using Pollecho.Client;
using Pollecho.Platform;
using Pollecho.Text;
using Pollecho.Waiting;

namespace Pollecho.Commands;

/// <summary>
/// Options with a checked value. A malformed one gives one line that names the option, the value, and what it takes; one
/// that is out of bounds names the bound.
/// </summary>
internal static class Parsers
{
    private delegate bool TryParse<T>(string text, out T value);

    /// <summary>Reads a condition; if it is malformed, says what is wrong.</summary>
    internal delegate bool TryParseCondition<T>(string text, out T? condition, out string error);

    /// <summary>An address, with port 0, or a unix socket.</summary>
    public static Option<EndPoint?> Bind(string description) => Checked(
        "--bind",
        ["-b"],
        $"ADDRESS|{UnixPath.Form}",
        description,
        (string text, out EndPoint? value) =>
        {
            bool isSound = BindFault(text) is null;
            value = !isSound ? null
                : UnixPath.IsMeant(text) ? UnixPath.Parse(text)
                : AddressText.TryParse(text, out IPAddress? address) ? new IPEndPoint(address, 0) : null;
            return value is not null;
        },
        $"an IPv4 or IPv6 address such as 127.0.0.1, 0.0.0.0 or ::1, or {UnixPath.Form}",
        BindFault);

    /// <summary>One address or more, with commas between; may be given several times.</summary>
    public static Option<IPAddress[]?> Addresses(string name, string description)
    {
        const string Takes = "IPv4 or IPv6 addresses such as 192.0.2.1 or 192.0.2.1,192.0.2.2";
        IPAddress[]? Parse(ArgumentResult result)
        {
            var addresses = new List<IPAddress>();
            foreach (string text in result.Tokens.SelectMany(token => token.Value.Split(',')))
            {
                if (AddressText.TryParse(text, out IPAddress? address) && AddressText.Fault(text) is null)
                {
                    addresses.Add(address);
                }
                else
                {
                    result.AddError(AddressText.Fault(text) is { } fault ? $"{name} {fault}" : $"{name} takes {Takes}, not '{text}'");
                }
            }

            return [.. addresses];
        }

        return new CheckedOption<IPAddress[]?>(name, [], Takes)
        {
            Description = description,
            HelpName = "ADDRESS",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = false,
            CustomParser = Parse,
        };
    }

    public static Option<string?> File(string name, string description) => Checked(
        name,
        [],
        "FILE",
        description,
        (string text, out string? value) =>
        {
            value = text;
            return !string.IsNullOrWhiteSpace(text);
        },
        "the name of a file");

    public static Option<TimeSpan?> Duration(string name, string[] aliases, string description, bool zeroAllowed = false) =>
        Duration(name, aliases, description, zeroAllowed ? Bounds.AnyDuration : Bounds.Duration);

    public static Option<TimeSpan?> Duration(string name, string[] aliases, string description, Bounds bounds) => Checked(
        name,
        aliases,
        "DURATION",
        description,
        Within<TimeSpan?>(bounds, seconds => Units.Seconds(seconds)),
        Units.DurationForm,
        bounds.Outside);

    /// <summary>The silence after which a peer's system is asked whether it is there; zero for never.</summary>
    public static Option<TimeSpan?> KeepAlive(string description)
    {
        // What TCP_KEEPIDLE takes on Linux (tcp(7)).
        var bounds = new Bounds(Units.ReadDuration, "1s", "32767s");
        TryParse<TimeSpan?> tryParse = Within<TimeSpan?>(bounds, seconds => Units.Seconds(seconds));
        return Checked(
            "--keepalive",
            [],
            "DURATION|off",
            description,
            (string text, out TimeSpan? value) =>
            {
                bool isOff = text.Equals("off", StringComparison.OrdinalIgnoreCase);
                bool parsed = tryParse(text, out value);
                value = isOff ? TimeSpan.Zero : value;
                return isOff || parsed;
            },
            $"a duration from {bounds.Lowest} to {bounds.Highest} such as 60s, or off",
            bounds.Outside);
    }

    public static Option<int?> Dscp(string description)
    {
        Option<int?> option = Checked(
            "--dscp",
            [],
            "N|NAME",
            description,
            (string text, out int? value) =>
            {
                value = CodePoints.Read(text);
                return value is not null;
            },
            $"a number from 0 to {CodePoints.Highest}, or one of {string.Join(", ", CodePoints.Names)}",
            Bounds.Whole(0, CodePoints.Highest).Outside);
        option.CompletionSources.Add(CodePoints.Names);
        return option;
    }

    /// <summary>The percentiles that were asked for, or else these.</summary>
    public static double[] Percentiles(ParseResult result, Option<double[]?> option, double[] defaults) =>
        // Of an option that was not given, an array is empty, not null.
        result.GetValue(option) is { Length: > 0 } asked ? asked : defaults;

    /// <summary>A moment that is the same one on every machine.</summary>
    public static Option<DateTimeOffset?> Moment(string name, string description) => Checked(
        name,
        [],
        "TIME",
        description,
        (string text, out DateTimeOffset? value) =>
        {
            bool parsed = IsoTime.TryParse(text, out DateTimeOffset time);
            value = time;
            return parsed;
        },
        IsoTime.Form,
        text => IsoTime.LacksZone(text) ? $"{text} has no zone, and machines may be in different ones; end it in Z, or in an offset such as +01:00" : null);

    public static Option<RunShare?> Share(string description) =>
        Checked<RunShare?>("--share", [], "INDEX/COUNT", description, ShareParser.TryParse, ShareParser.Takes, ShareParser.Outside);

    public static Option<int?> Port(string description, int lowest) =>
        Number("--port", ["-p"], description, "port", lowest, IPEndPoint.MaxPort);

    public static Option<long?> Count(string name, string[] aliases, string description)
    {
        var bounds = new Bounds(Units.ReadCount, "1", Units.LargestCount);
        return Checked(name, aliases, "N", description, Within<long?>(bounds, number => (long)number), "a number from 1, such as 10 or 20k", bounds.Outside);
    }

    /// <param name="name">The option's name.</param>
    /// <param name="aliases">Its short names.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="highest">The largest size, as typed; at most 2 GiB less one byte, what a buffer takes.</param>
    public static Option<int?> Size(string name, string[] aliases, string description, string highest)
    {
        var bounds = new Bounds(Units.ReadSize, "1", highest);
        return Checked(name, aliases, "SIZE", description, Within<int?>(bounds, bytes => (int)bytes), Units.SizeForm + ", from 1", bounds.Outside);
    }

    /// <param name="defaults">Those that are reported if none are asked for.</param>
    public static Option<double[]?> Percentiles(IReadOnlyList<double> defaults)
    {
        static double? Read(string text) =>
            double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double percentile) ? percentile : null;

        return Checked(
            "--percentiles",
            [],
            "LIST",
            $"Which percentiles to report [default: {string.Join(',', defaults.Select(percentile => percentile.ToString(CultureInfo.InvariantCulture)))}]",
            (string text, out double[]? value) =>
            {
                value = [.. text.Split(',').Select(part => Read(part) ?? -1)];
                return value.All(percentile => percentile is > 0 and <= 100);
            },
            "percentiles over 0 up to 100 such as 50,99,99.9",
            text => text.Split(',').Select(new Bounds(Read, "0", "100").Outside).FirstOrDefault(outside => outside is not null));
    }

    /// <summary>May be given several times.</summary>
    /// <param name="form">What a condition looks like.</param>
    /// <param name="tryParse">Reads one.</param>
    public static Option<T[]?> Conditions<T>(string form, TryParseCondition<T> tryParse) where T : class
    {
        T[]? Parse(ArgumentResult result)
        {
            var conditions = new List<T>();
            foreach (Token token in result.Tokens)
            {
                if (tryParse(token.Value, out T? condition, out string error))
                {
                    conditions.Add(condition!);
                }
                else
                {
                    result.AddError($"--fail-if '{token.Value}': {error}");
                }
            }

            return [.. conditions];
        }

        return new CheckedOption<T[]?>("--fail-if", [], form)
        {
            Description = $"Exit with {ExitCode.Threshold} if this holds or cannot be told; may be given several times: {form}",
            HelpName = "CONDITION",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = false,
            CustomParser = Parse,
        };
    }

    public static Option<int?> Threads(string description) =>
        Number("--threads", [], description, "number", lowest: 1, RunOptions.MostThreads);

    public static Option<int[]> Cpus(string description) => Checked(
        "--cpu",
        [],
        "LIST",
        description,
        (string text, out int[] value) => TryParseCpus(text, out value),
        $"processors from 0 to {ThreadAffinity.HighestCpu} such as 0,2-3",
        text => text.Split(',', '-').Select(Bounds.Whole(0, ThreadAffinity.HighestCpu).Outside).FirstOrDefault(outside => outside is not null));

    public static Option<WaitSpec> Wait()
    {
        Option<WaitSpec> option = Checked(
            "--wait",
            [],
            "STRATEGY",
            $"How the loop waits [default: {WaitStrategies.Default.Name}]:\n" + string.Join('\n', WaitStrategies.All.Select(kind =>
                $"{kind.Form}: {kind.Cost}" + (kind.OnlyOn is null ? "" : $" ({kind.OnlyOn})"))),
            (string text, out WaitSpec value) =>
            {
                bool parsed = WaitParser.TryParse(text, out WaitSpec? spec);
                value = spec ?? WaitStrategies.Default;
                return parsed;
            },
            $"one of {string.Join(", ", WaitParser.Forms)} on this system",
            WaitParser.Outside);
        option.CompletionSources.Add(_ => WaitStrategies.Available.Select(kind => new CompletionItem(kind.Name, detail: kind.Cost)));
        return option;
    }

    /// <summary>An option whose value is one of a few words, in upper or lower case.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="usual">The word that holds where it is not given.</param>
    /// <param name="words">The words.</param>
    public static Option<string?> Word(string name, string description, string usual, params string[] words)
    {
        Option<string?> option = Checked(
            name,
            [],
            string.Join('|', words),
            $"{description} [default: {usual}]",
            (string text, out string? value) =>
            {
                value = Array.Find(words, word => word.Equals(text, StringComparison.OrdinalIgnoreCase));
                return value is not null;
            },
            string.Join(" or ", words));
        option.CompletionSources.Add(words);
        return option;
    }

    private static string? BindFault(string text) => UnixPath.IsMeant(text) ? UnixPath.Fault(text) : AddressText.Fault(text);

    private static Option<int?> Number(string name, string[] aliases, string description, string kind, int lowest, int highest)
    {
        Bounds bounds = Bounds.Whole(lowest, highest);
        return Checked(name, aliases, "N", description, Within<int?>(bounds, number => (int)number), $"a {kind} from {lowest} to {highest}", bounds.Outside);
    }

    /// <summary>Reads what is within bounds.</summary>
    private static TryParse<T> Within<T>(Bounds bounds, Func<double, T> convert) => (string text, out T value) =>
    {
        double? number = bounds.Read(text);
        bool isWithin = number is not null && bounds.Outside(text) is null;
        value = convert(isWithin ? number!.Value : 0);
        return isWithin;
    };

    private static bool TryParseCpus(string text, out int[] value)
    {
        var cpus = new List<int>();
        foreach (string part in text.Split(','))
        {
            string[] ends = part.Split('-', 2);
            if (!TryParseCpu(ends[0], out int first) || !TryParseCpu(ends[^1], out int last) || last < first)
            {
                value = [];
                return false;
            }

            cpus.AddRange(Enumerable.Range(first, last - first + 1));
        }

        value = [.. cpus];
        return true;
    }

    private static bool TryParseCpu(string text, out int cpu) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out cpu) && cpu <= ThreadAffinity.HighestCpu;

    private static Option<T> Checked<T>(
        string name, string[] aliases, string helpName, string description, TryParse<T> tryParse, string takes, Func<string, string?>? outside = null)
    {
        T? Parse(ArgumentResult result)
        {
            // None where the value may be left out, as with --stats.
            if (result.Tokens.Count == 0)
            {
                return default;
            }

            string text = result.Tokens[0].Value;
            if (!tryParse(text, out T value))
            {
                result.AddError(outside?.Invoke(text) is { } fault ? $"{name} {fault}" : $"{name} takes {takes}, not '{text}'");
            }

            return value;
        }

        return new CheckedOption<T>(name, aliases, takes) { Description = description, HelpName = helpName, CustomParser = Parse };
    }
}
