namespace Pollecho.Output;

/// <summary>What a piece of text means, which a terminal shows by a colour.</summary>
internal enum TextStyle
{
    /// <summary>Nothing special.</summary>
    Plain,

    /// <summary>A heading.</summary>
    Strong,

    /// <summary>Matters less.</summary>
    Faint,

    /// <summary>As it should be.</summary>
    Good,

    /// <summary>In vain.</summary>
    Warn,

    /// <summary>Standing still.</summary>
    Bad,

    /// <summary>Bytes are copied.</summary>
    Copy,
}
