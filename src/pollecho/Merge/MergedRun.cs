using Pollecho.Client;
using Pollecho.Measurement;
using Pollecho.Results;
using Pollecho.Results.Files;
using Pollecho.Text;

namespace Pollecho.Merge;

/// <summary>The results of several clients as one: counts and distributions are added, so that its percentiles are those of all messages.</summary>
/// <param name="expected">How many clients there should be, where the results do not say; null if that is not known either.</param>
internal sealed class MergedRun(long? expected)
{
    /// <summary>The most results: with as many the sums are numbers still.</summary>
    public const int MostResults = 4096;

    private readonly List<MergedPart> _parts = [];
    private readonly Dictionary<ResultDigest, string> _digests = [];
    private readonly Dictionary<int, string> _shares = [];
    private MergedTraits? _traits;
    private RunOptions? _options;
    private double _rates;
    private bool _isUnsentByClient;

    /// <summary>Files that could not be used, each with why.</summary>
    public List<string> Unusable { get; } = [];

    /// <summary>The clients that were added, in the order of their shares.</summary>
    public IReadOnlyList<MergedPart> Parts => [.. _parts.OrderBy(part => part.Share.Index)];

    /// <summary>What the clients have in common. One was added at least.</summary>
    public MergedTraits Traits => _traits!;

    /// <summary>What they were asked for together.</summary>
    public RunOptions Options => _options!;

    /// <summary>What they found together.</summary>
    public RunResult Found { get; private set; } = new();

    /// <summary>How far the coarsest of their clocks moves at a time, in nanoseconds; 0 if that is not known.</summary>
    public double ClockStep { get; private set; }

    /// <summary>How many clients there should be; null if that is not known.</summary>
    public long? Expected => HasShares ? _parts[0].Share.Count : expected;

    /// <summary>The measured windows there were.</summary>
    public IReadOnlyCollection<ClientWindow> Windows => [.. _parts.Select(part => part.Window).OfType<ClientWindow>()];

    /// <summary>The shares that no client had; none if the clients had none.</summary>
    public IReadOnlyList<int> MissingShares => HasShares ? [.. Enumerable.Range(0, _parts[0].Share.Count).Where(index => !_shares.ContainsKey(index))] : [];

    private bool HasShares => _parts is [{ Share.Count: > 1 }, ..];

    /// <summary>What keeps this from being the result of the whole load; none if nothing does.</summary>
    public IReadOnlyList<string> Problems =>
    [
        .. Unusable,
        .. Parts.Where(part => part.Status != RunStatus.Ok).Select(part => $"'{part.File}' is of a client that {(part.Error is { } error ? $"failed: {error}" : part.Status == RunStatus.Failed ? "failed" : "was stopped before its end")}"),
        .. MissingShares is { Count: > 0 } missing
            ? [$"{(missing.Count == 1 ? "share" : "shares")} {Reasons.Some([.. missing.Select(index => $"{index}")])} of {_parts[0].Share.Count} {(missing.Count == 1 ? "is" : "are")} missing"]
            : Array.Empty<string>(),
        .. !HasShares && expected > _parts.Count ? [$"{Units.Count(expected.Value - _parts.Count, "client")} of {Units.Count(expected.Value)} {(expected - _parts.Count == 1 ? "is" : "are")} missing"] : Array.Empty<string>(),
    ];

    /// <summary>Reads the results in files, or in the files of directories, one after another, and adds them.</summary>
    /// <param name="paths">The files and directories.</param>
    /// <param name="added">Called with each that was added; returns what spoilt it.</param>
    /// <exception cref="MergeException">They are no parts of one measurement, or too many.</exception>
    public void Read(IEnumerable<string> paths, Func<MergedClient, IReadOnlyList<string>> added)
    {
        foreach (string path in paths)
        {
            Try(() =>
            {
                foreach (string file in ResultFile.FilesOf(path))
                {
                    Try(() => ReadFile(file, added));
                }
            });
        }

        if (expected is { } clients && _parts.Count > 0 && (HasShares ? _parts[0].Share.Count != clients : _parts.Count > clients))
        {
            throw new MergeException($"the results are of {Units.Count(HasShares ? _parts[0].Share.Count : _parts.Count, "client")}, and not of --clients {clients}; leave it out, or give the results of one load");
        }

        End();
    }

    private void Try(Action read)
    {
        try
        {
            read();
        }
        catch (ResultFileException e)
        {
            Unusable.Add(e.Message);
            CheckRoom();
        }
    }

    private void ReadFile(string file, Func<MergedClient, IReadOnlyList<string>> added)
    {
        foreach (ResultDocument document in ResultFile.Read(file))
        {
            if (!_digests.TryAdd(document.Digest, document.Name))
            {
                throw new MergeException($"'{document.Name}' is the same result as '{_digests[document.Digest]}'; give each once");
            }

            MergedClient client = ClientReader.Read(document);
            Add(client, added);
        }
    }

    private void Add(MergedClient client, Func<MergedClient, IReadOnlyList<string>> added)
    {
        if ((long)Found.Connected + client.Found.Connected > int.MaxValue)
        {
            throw new ResultFileException(client.File, "has more connections than can be added up");
        }

        Join(client);
        IReadOnlyList<string> warnings = added(client);
        RunResult found = client.Found;
        LatencyHistogram? times = found.RoundTrip is { Count: > 0 } some ? some : null;
        ClientWindow? window = found is { WindowStart: { } start, Elapsed.Ticks: > 0 } ? new(start, found.Elapsed) : null;
        _parts.Add(new(client.File, client.Host, client.Options.Share, client.Status, found.Error, window, found.ClockError, found.Rate, times?.Percentile(99), times?.MaxNanoseconds, found.Faults, warnings));
        CheckRoom();
        Add(found);
        ClockStep = Math.Max(ClockStep, client.ClockStep);
    }

    private void CheckRoom()
    {
        if (_parts.Count + Unusable.Count > MostResults)
        {
            throw new MergeException($"these are over {Units.Count(MostResults)} files; give fewer");
        }
    }

    /// <summary>Checks that it is another part of the same load.</summary>
    private void Join(MergedClient client)
    {
        RunShare share = client.Options.Share;
        if (_traits is null)
        {
            _traits = new(client);
            _options = client.Options with { Share = RunShare.Whole };
        }
        else
        {
            _traits.Add(client);
            _options = Sum(_options!, client.Options);
        }

        if (share.Count > 1 && !_shares.TryAdd(share.Index, client.File))
        {
            throw new MergeException($"'{client.File}' is of the same share as '{_shares[share.Index]}', {share.Index} of {share.Count}; give the results of one load");
        }
    }

    /// <summary>What clients do together: those with shares what each of them was given whole, others what each does by itself.</summary>
    private static RunOptions Sum(RunOptions all, RunOptions client) => client.Share.Count > 1 ? all with { Threads = all.Threads + client.Threads } : all with
    {
        Threads = all.Threads + client.Threads,
        Connections = (int)Math.Min((long)all.Connections + client.Connections, int.MaxValue),
        Count = all.Count + client.Count,
        Rate = all.Rate + client.Rate,
    };

    private void Add(RunResult client)
    {
        bool isFirst = _parts.Count == 1;
        if (isFirst)
        {
            Found = new() { MessageSize = client.MessageSize, HasChurn = client.HasChurn, RunQueueWait = TimeSpan.Zero, ClockError = client.ClockError };
        }

        // What one of them does not know is not known of all.
        RunResult all = Found;
        TcpTotals? tcp = isFirst ? client.Tcp : all.Tcp + client.Tcp;
        SlowReplies? slow = isFirst ? client.Slow : all.Slow + client.Slow;
        bool hasQuarters = client.Quarters.Count > 0 && (isFirst || all.Quarters.Count > 0);
        all.Add(client);
        (all.Tcp, all.Slow, all.Quarters) = (tcp, slow, hasQuarters ? all.Quarters : []);
        all.ClockError = client.ClockError is null || all.ClockError is null ? null : Longer(all.ClockError.Value, client.ClockError.Value);
        all.WindowStart = all.WindowStart is { } start && !(client.WindowStart < start) ? start : client.WindowStart;
        all.StartLate = all.StartLate is { } late ? Longer(late, client.StartLate ?? late) : client.StartLate;
        all.Ramp = Longer(all.Ramp, client.Ramp);
        all.Elapsed = Longer(all.Elapsed, client.Elapsed);
        all.Cpu += client.Cpu;
        all.Interrupted |= client.Interrupted;
        _isUnsentByClient |= client.HasUnsent;
        all.Stopped = (all.Stopped || client.Stopped) && !_isUnsentByClient;
        _rates += client.Rate;
    }

    /// <summary>The rates of the clients add up, each of its own window: so long is a window in which all of them got their replies at that rate.</summary>
    private void End()
    {
        Found.Elapsed = _rates > 0 ? TimeSpan.FromSeconds(Found.Replies / _rates) : Found.Elapsed;
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
