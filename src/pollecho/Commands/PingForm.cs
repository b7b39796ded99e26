namespace Pollecho.Commands;

/// <summary>In which form the client shows each reply.</summary>
internal enum PingForm
{
    /// <summary>Not at all: only the result is printed.</summary>
    None,

    /// <summary>Lines to read.</summary>
    Text,

    /// <summary>JSON, an object a line.</summary>
    Json,
}
