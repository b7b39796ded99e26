namespace Pollecho.Results.Files;

/// <summary>What a result is of.</summary>
internal enum ResultKind
{
    /// <summary>A run of the client.</summary>
    Client,

    /// <summary>A sweep over rates.</summary>
    Sweep,

    /// <summary>A comparison of ways of waiting.</summary>
    Compare,
}
