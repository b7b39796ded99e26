namespace Pollecho.Platform;

/// <summary>How wide the terminal on stdout is.</summary>
internal static class TerminalWidth
{
    /// <summary>
    /// How many characters a line may have at most for the terminal to leave it whole; null where stdout is no terminal, or
    /// one that does not know its size. May wait for a paused terminal.
    /// </summary>
    /// <remarks>Not the last column: some terminals begin a new line at once when that is filled.</remarks>
    public static int? OfOutput => !Console.IsOutputRedirected && Console.WindowWidth is > 1 and int columns ? columns - 1 : null;
}
