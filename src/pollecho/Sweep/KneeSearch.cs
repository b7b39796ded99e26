namespace Pollecho.Sweep;

/// <summary>
/// The search for the highest rate that is kept: up the given rates until one is not, bisection between the two, and then
/// the knee confirmed twice. What was not kept by a little is measured once more before it counts, and what the client may
/// have spoilt twice. Where a confirmation fails, kept once was by chance: from then on a rate counts as kept only if it is
/// kept as often as a confirmed one. The rate is lowered until one is, and bisected again up to the lowest that was not kept.
/// </summary>
/// <remarks>
/// It ends whatever the outcomes are: growth has a given number of rates, each rate that fails after the first confirmation that did
/// is lowered by twice as much as the one before, and each bisection halves what is open.
/// </remarks>
/// <param name="rates">The rates, ascending; at least one.</param>
/// <param name="resolution">How close to come: to within this share of the rate.</param>
internal sealed class KneeSearch(IReadOnlyList<double> rates, double resolution) : ISweepCourse
{
    /// <summary>How often the knee is confirmed.</summary>
    public const int Confirmations = 2;

    /// <summary>How often a rate is measured that is not kept.</summary>
    internal const int TriesNotKept = 2;

    /// <summary>How often a rate is measured that is not kept, and the client may be why.</summary>
    internal const int TriesInvalid = 3;

    private double? _next = rates[0];
    private int _grown;
    private int _notKept;
    private int _invalid;
    private int _lowerings;

    // How often a new rate has to be kept, and how often the next one has still to be.
    private int _needed = 1;
    private int _missing = 1;

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
        SweepPhase.Bisection => Halvings(NotKept!.Value / Kept!.Value) + (IsStrict ? 0 : Confirmations),
        _ => _missing + (IsStrict ? Halvings(NotKept!.Value / _next.Value) : 0),
    };

    /// <summary>Whether a confirmation has failed, so that kept once is not enough.</summary>
    private bool IsStrict => _needed > 1;

    /// <inheritdoc/>
    public void Add(StepOutcome outcome)
    {
        if ((outcome == StepOutcome.NotKept && ++_notKept < TriesNotKept) || (outcome == StepOutcome.Invalid && ++_invalid < TriesInvalid))
        {
            return;
        }

        (_notKept, _invalid) = (0, 0);
        double rate = _next!.Value;
        if (outcome == StepOutcome.Kept)
        {
            if (--_missing > 0)
            {
                return;
            }

            Kept = rate;
        }
        else if (outcome != StepOutcome.Invalid || !IsNearlyClose)
        {
            (NotKept, IsServers) = (rate, outcome != StepOutcome.Invalid);
            Kept = Phase == SweepPhase.Confirmation ? null : Kept;
        }

        _next = NotKept is null ? Grow()
            : Kept is double kept ? Above(kept, NotKept.Value)
            : Phase == SweepPhase.Confirmation ? Below(rate)
            : null;
    }

    private double? Grow()
    {
        _missing = _needed;
        return ++_grown < rates.Count ? rates[_grown] : null;
    }

    /// <summary>Whether the last bisection is under way, below a rate that the server did not keep: if the client spoils it, the knee is known nearly as well.</summary>
    private bool IsNearlyClose => Phase == SweepPhase.Bisection && IsServers && NotKept <= Kept * Math.Pow(1 + resolution, 2);

    /// <summary>The rate after one that was kept: between it and the one that was not, or itself once they are close; null if it is the knee.</summary>
    private double? Above(double kept, double notKept)
    {
        double middle = RateLadder.Round(Math.Sqrt(kept * notKept));
        bool isClose = notKept <= kept * (1 + resolution) || middle <= kept || middle >= notKept || middle == _next;
        if (IsStrict ? isClose : Phase == SweepPhase.Confirmation)
        {
            return null;
        }

        Phase = isClose ? SweepPhase.Confirmation : SweepPhase.Bisection;
        _missing = isClose ? Confirmations : _needed;
        return isClose ? kept : middle;
    }

    /// <summary>The rate after one that was kept before and is not now; null if it was the lowest.</summary>
    private double? Below(double rate)
    {
        _missing = _needed = Confirmations + 1;
        double lower = RateLadder.Round(rate / Math.Pow(1 + resolution, 1 << Math.Min(_lowerings++, 30)));
        return rate <= rates[0] ? null : Math.Max(lower, rates[0]);
    }

    /// <summary>How many bisections it takes until two rates so far apart are close.</summary>
    private int Halvings(double factor) => Math.Max(0, (int)Math.Ceiling(Math.Log2(Math.Log(Math.Max(factor, 1)) / Math.Log(1 + resolution))));
}
