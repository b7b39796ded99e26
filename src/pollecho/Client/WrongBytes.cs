namespace Pollecho.Client;

/// <summary>The first bytes that came in a run and were no right reply: they often tell what sent them.</summary>
/// <param name="At">When they came, as Stopwatch counts.</param>
/// <param name="Bytes">The first of them, <see cref="Most"/> at most.</param>
/// <param name="Expected">As much of the reply that was expected instead; empty where no reply was.</param>
internal sealed record WrongBytes(long At, byte[] Bytes, byte[] Expected)
{
    /// <summary>How many are kept: a line of text.</summary>
    public const int Most = 64;
}
