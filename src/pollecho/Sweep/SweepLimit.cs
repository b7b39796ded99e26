namespace Pollecho.Sweep;

/// <summary>What ended a sweep, and so what its knee is worth.</summary>
internal enum SweepLimit
{
    /// <summary>No knee was looked for.</summary>
    None,

    /// <summary>The server: the knee was found, and confirmed.</summary>
    Server,

    /// <summary>The server keeps not even the lowest rate.</summary>
    LowestRate,

    /// <summary>Every rate was kept: the knee is higher.</summary>
    HighestRate,

    /// <summary>The client could not drive what is above: the knee may be higher.</summary>
    Client,

    /// <summary>The server did not recover from a step in time: what would follow would be its aftermath.</summary>
    NotRecovered,

    /// <summary>The server could not be talked to any more, or replied wrongly to a message at a time.</summary>
    Broken,

    /// <summary>The sweep was stopped before its end.</summary>
    Stopped,
}
