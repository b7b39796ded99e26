namespace Pollecho.Measurement;

/// <summary>How much round trips vary, as tools that check paths report it. For one thread; recording allocates nothing.</summary>
internal sealed class RoundTripVariation
{
    /// <summary>What each difference counts for in the jitter (RFC 3550, 6.4.1).</summary>
    private const double JitterGain = 1.0 / 16;

    // Of what each is longer than the first: so the difference of two large numbers does not swallow a small deviation.
    private long _first;
    private Int128 _sum;
    private Int128 _sumOfSquares;
    private long _count;
    private long _last;
    private double _jitter;

    /// <summary>
    /// Their deviation as ping of iputils has it, in nanoseconds: the root of the mean of the squares less the square of the
    /// mean. Null before the first.
    /// </summary>
    public double? Mdev
    {
        get
        {
            double mean = (double)_sum / _count;
            return _count == 0 ? null : Math.Sqrt(Math.Max(0, ((double)_sumOfSquares / _count) - (mean * mean)));
        }
    }

    /// <summary>
    /// Their interarrival jitter by RFC 3550, 6.4.1, in nanoseconds, with round trips in place of one-way transits, which
    /// would need the clocks of both ends. Null before the second.
    /// </summary>
    public double? Jitter => _count < 2 ? null : _jitter;

    /// <summary>Records the next round trip.</summary>
    public void Record(long nanoseconds)
    {
        if (_count++ == 0)
        {
            _first = nanoseconds;
        }
        else
        {
            _jitter += (Math.Abs(nanoseconds - _last) - _jitter) * JitterGain;
        }

        long longer = nanoseconds - _first;
        _last = nanoseconds;
        _sum += longer;
        _sumOfSquares += (Int128)longer * longer;
    }
}
