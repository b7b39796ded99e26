namespace Pollecho.Sweep;

/// <summary>
/// The search for the highest rate that is kept: up the given rates until one is not, bisection between the two, and then
/// the knee confirmed twice; one that is not confirmed is lowered. What was not kept by a little is measured once more
/// before it counts, and what the client may have spoilt twice.
/// </summary>
/// <remarks>
/// It ends whatever the outcomes are: growth has so many rates, each bisection halves what is open, and each confirmation
/// that fails lowers the knee by twice as much as the one before.
/// </remarks>
/// <param name="rates">The rates, ascending; at least one.</param>
/// <param name="resolution">How close to come: to within this share of the rate.</param>
internal sealed class KneeSearch(IReadOnlyList<double> rates, double resolution) : ISweepCourse
{
    /// <summary>How often the knee is confirmed.</summary>
    public const int Confirmations = 2;

    private const int TriesNotKept = 2;
    private const int TriesInvalid = 3;

    private double? _next = rates[0];
    private int _grown;
    private int _tries;
    private int _missing;
    private int _lowerings;

    /// <inheritdoc/>
    public double? Next => _next;

    /// <inheritdoc/>
    public SweepPhase Phase { get; private set; }

    /// <summary>The highest rate that is known to be kept; null if none is. Once the search is over and <see cref="NotKept"/> is known, it is confirmed.</summary>
    public double? Kept { get; private set; }

    /// <summary>The lowest rate above that was not kept; null if there is none.</summary>
    public double? NotKept { get; private set; }

    /// <summary>Whether that one was not kept by the server, not for the client's sake.</summary>
    public bool IsServers { get; private set; }

    /// <summary>Whether the search is over, with the server's knee confirmed.</summary>
    public bool IsFound => _next is null && Kept is not null && IsServers;

    /// <inheritdoc/>
    public int StepsLeft => _next is null ? 0 : Phase switch
    {
        SweepPhase.Growth => 1 + Halvings(rates[_grown] / (_grown == 0 ? rates[0] : rates[_grown - 1])) + Confirmations,
        SweepPhase.Bisection => Halvings(NotKept!.Value / Kept!.Value) + Confirmations,
        _ => _missing,
    };

    /// <inheritdoc/>
    public void Add(StepOutcome outcome)
    {
        _tries++;
        if ((outcome == StepOutcome.NotKept && _tries < TriesNotKept) || (outcome == StepOutcome.Invalid && _tries < TriesInvalid))
        {
            return;
        }

        _tries = 0;
        double rate = _next!.Value;
        bool isKept = outcome == StepOutcome.Kept;
        if (!isKept)
        {
            (NotKept, IsServers) = (rate, outcome != StepOutcome.Invalid);
        }

        if (Phase == SweepPhase.Confirmation)
        {
            Confirm(rate, isKept);
            return;
        }

        Kept = isKept ? rate : Kept;
        if (NotKept is null)
        {
            _next = ++_grown < rates.Count ? rates[_grown] : null;
        }
        else if (Kept is null)
        {
            _next = null;
        }
        else
        {
            Bisect(Kept.Value, NotKept.Value);
        }
    }

    private void Bisect(double kept, double notKept)
    {
        double middle = RateLadder.Round(Math.Sqrt(kept * notKept));
        bool isClose = notKept <= kept * (1 + resolution) || middle <= kept || middle >= notKept;
        Phase = isClose ? SweepPhase.Confirmation : SweepPhase.Bisection;
        _missing = Confirmations;
        _next = isClose ? kept : middle;
    }

    private void Confirm(double rate, bool isKept)
    {
        if (isKept)
        {
            Kept = rate;
            _next = --_missing > 0 ? rate : null;
            return;
        }

        // It was kept before, and is not now. What is lower was perhaps never measured, so that it takes one time more.
        double lower = RateLadder.Round(rate / Math.Pow(1 + resolution, 1 << Math.Min(_lowerings++, 30)));
        bool isLowest = rate <= rates[0];
        Kept = null;
        _missing = Confirmations + 1;
        _next = isLowest ? null : Math.Max(lower, rates[0]);
    }

    /// <summary>How many bisections it takes until two rates so far apart are close.</summary>
    private int Halvings(double factor) => Math.Max(0, (int)Math.Ceiling(Math.Log2(Math.Log(Math.Max(factor, 1)) / Math.Log(1 + resolution))));
}
