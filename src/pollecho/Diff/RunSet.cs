using System.Text.Json;
using Pollecho.Results.Files;
using Pollecho.Text;

namespace Pollecho.Diff;

/// <summary>Runs of the same thing: one side of a comparison.</summary>
/// <param name="Path">The file or directory that they were read from, as it was given.</param>
internal sealed record RunSet(string Path)
{
    /// <summary>The most runs of a set.</summary>
    public const int MostRuns = 50;

    /// <summary>The most figures of a result: of each of a thousand servers there are some fifty.</summary>
    private const int MostFigures = 100_000;

    private readonly Dictionary<string, List<double>> _values = [];
    private readonly Dictionary<string, ComparedFigure> _figures = [];

    private readonly HashSet<string> _leftOut = [];

    /// <summary>How many runs there are.</summary>
    public int Runs { get; private set; }

    /// <summary>What the runs are of.</summary>
    public ResultKind Kind { get; private set; }

    /// <summary>Each run's name and traits, see <see cref="RunIdentity"/>.</summary>
    public List<(string Name, IReadOnlyDictionary<string, string> Traits)> Identities { get; } = [];

    /// <summary>Runs that did not end well, each with how.</summary>
    public List<string> Unsound { get; } = [];

    /// <summary>The figures that some run has, in the order of the results.</summary>
    public IEnumerable<ComparedFigure> Figures => _figures.Values;

    /// <summary>The figure of each run that has it.</summary>
    public IReadOnlyList<double> this[ComparedFigure figure] => _values.GetValueOrDefault(figure.FullName) ?? [];

    /// <summary>Whether no run has a figure, and some for want of samples.</summary>
    public bool HasTooFewSamples(ComparedFigure figure) => this[figure].Count == 0 && _leftOut.Contains(figure.FullName);

    /// <summary>Reads a set.</summary>
    /// <param name="path">The file or directory.</param>
    /// <param name="seen">The results that were read before, by their digest; those of this set are added.</param>
    /// <exception cref="ResultFileException">A file cannot be used, or a result is there twice.</exception>
    public static RunSet Read(string path, Dictionary<ResultDigest, string> seen)
    {
        var set = new RunSet(path);
        foreach (ResultDocument document in ResultFile.ReadAll(path))
        {
            if (!seen.TryAdd(document.Digest, document.Name))
            {
                throw new ResultFileException(document.Name, $"is the same result as '{seen[document.Digest]}'; a run counts once");
            }

            set.Add(document);
        }

        return set;
    }

    private void Add(ResultDocument document)
    {
        if (Runs++ >= MostRuns)
        {
            throw new ResultFileException(Path, $"has over {MostRuns} results; give fewer");
        }

        if (Runs > 1 && document.Kind != Kind)
        {
            throw new ResultFileException(document.Name, $"is of pollecho {Word(document.Kind)}, and '{Identities[0].Name}' of pollecho {Word(Kind)}; give results of one command");
        }

        Kind = document.Kind;
        AddStatus(document);
        Identities.Add((document.Name, RunIdentity.Of(document)));
        var own = new HashSet<string>();
        foreach ((ComparedFigure figure, double? value) in FiguresOf(document))
        {
            if (!own.Add(figure.FullName) || own.Count > MostFigures)
            {
                throw new ResultFileException(document.Name, $"is no result: it has {(own.Count > MostFigures ? "too many figures" : figure.FullName + " twice")}");
            }

            if (_figures.TryAdd(figure.FullName, figure))
            {
                _values[figure.FullName] = [];
            }

            if (value is double known)
            {
                _values[figure.FullName].Add(known);
            }
            else
            {
                _leftOut.Add(figure.FullName);
            }
        }
    }

    /// <summary>The command's word.</summary>
    public static string Word(ResultKind kind) => kind switch { ResultKind.Client => "client", ResultKind.Sweep => "sweep", _ => "compare" };

    private void AddStatus(ResultDocument document)
    {
        JsonElement result = document.Kind == ResultKind.Compare ? document.Root : document.Require(document.Root, "result", JsonValueKind.Object);
        string status = document.Require(result, "status", JsonValueKind.String).ToString();
        string? error = document.Find(result, "error", JsonValueKind.String)?.ToString();
        if (document.Find(document.Root, "options", JsonValueKind.Object) is null)
        {
            throw new ResultFileException(document.Name, $"is of a run that could not be set up{(error is null ? "" : $": {error}")}");
        }

        if (status != RunStatus.Ok)
        {
            Unsound.Add($"'{document.Name}': its status is {status}{(error is null ? "" : $": {error}")}");
        }
    }

    private static IEnumerable<FigureValue> FiguresOf(ResultDocument document) => document.Kind switch
    {
        ResultKind.Client => ClientFigures.Of(document, document.Require(document.Root, "result", JsonValueKind.Object), section: "").Concat(TargetFigures.Of(document)),
        ResultKind.Sweep => SweepFigures.Of(document),
        _ => CompareFigures.Of(document),
    };
}
