using CsCheck;
using Pollecho.Measurement;

namespace Pollecho.Tests.Measurement;

public class RoundTripVariationTests
{
    [Fact]
    public void Of_nothing_nothing_is_known_and_of_one_no_jitter()
    {
        var variation = new RoundTripVariation();
        Assert.Null(variation.Mdev);
        Assert.Null(variation.Jitter);

        variation.Record(5);

        Assert.Equal(0, variation.Mdev);
        Assert.Null(variation.Jitter);
    }

    [Fact]
    public void The_jitter_takes_a_sixteenth_of_each_difference()
    {
        var variation = new RoundTripVariation();
        foreach (long roundTrip in (long[])[1_000, 1_160, 1_000])
        {
            variation.Record(roundTrip);
        }

        // 0, then 160 / 16, then 10 + (160 - 10) / 16.
        Assert.Equal(19.375, variation.Jitter);
    }

    [Fact]
    public void A_small_deviation_of_long_round_trips_is_seen()
    {
        var variation = new RoundTripVariation();
        variation.Record(3_000_000_000);
        variation.Record(3_000_000_002);

        Assert.Equal(1, variation.Mdev!.Value, 1e-6);
    }

    [Fact]
    public void The_deviation_is_that_of_the_population() => Gen.Long[0, 1_000_000_000].Array[1, 200].Sample(roundTrips =>
    {
        var variation = new RoundTripVariation();
        Array.ForEach(roundTrips, variation.Record);

        double mean = roundTrips.Average();
        double expected = Math.Sqrt(roundTrips.Average(roundTrip => (roundTrip - mean) * (roundTrip - mean)));
        Assert.Equal(expected, variation.Mdev!.Value, 0.001 + (expected * 1e-6));
    });
}
