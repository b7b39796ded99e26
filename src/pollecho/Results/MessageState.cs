namespace Pollecho.Results;

/// <summary>How far the client has judged a message that has no reply yet.</summary>
internal enum MessageState : byte
{
    /// <summary>Its time is not up.</summary>
    Waiting,

    /// <summary>Its time is up, and nothing of its reply had come.</summary>
    TimedOut,

    /// <summary>Its time is up, and a part of its reply had come.</summary>
    Short,
}
