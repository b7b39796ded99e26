namespace Pollecho.Server;

/// <summary>What the server replies.</summary>
internal enum Reply
{
    /// <summary>The bytes received, with a to z in upper case, as the notebook does.</summary>
    Upper,

    /// <summary>The bytes received (RFC 862).</summary>
    Echo,
}
