namespace Pollecho.Commands;

/// <summary>The exit codes; scripts rely on them.</summary>
internal static class ExitCode
{
    /// <summary>Success.</summary>
    public const int Good = 0;

    /// <summary>Something failed: a connection, a reply lost or wrong, a port in use.</summary>
    public const int Failure = 1;

    /// <summary>
    /// The command line was not understood, contradicts itself, or asks for what cannot be done here: a file that cannot be used,
    /// more connections than there is room for, an option that the system lacks.
    /// </summary>
    public const int Usage = 2;

    /// <summary>A condition given with --fail-if holds or cannot be judged.</summary>
    public const int Threshold = 3;
}
