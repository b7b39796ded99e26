namespace Pollecho.Client;

/// <summary>What a right reply is.</summary>
internal enum Expect
{
    /// <summary>The message with a to z in upper case.</summary>
    Upper,

    /// <summary>The message as it was sent.</summary>
    Echo,

    /// <summary>Any bytes, as many as were sent.</summary>
    Any,
}
