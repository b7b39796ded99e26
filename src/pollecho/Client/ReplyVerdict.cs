namespace Pollecho.Client;

/// <summary>What a reply was found to be.</summary>
internal enum ReplyVerdict
{
    /// <summary>Right, and in time.</summary>
    Right,

    /// <summary>Right, after its time was up.</summary>
    Late,

    /// <summary>Right, after the reply to a later message.</summary>
    OutOfOrder,

    /// <summary>Some bytes are not as expected.</summary>
    Altered,

    /// <summary>It lacks bytes.</summary>
    Short,
}
