namespace Pollecho.Platform;

/// <summary>Why a file cannot be opened, read or written, in the words of an error line: what is wrong, and what to do.</summary>
internal static class FileFault
{
    /// <summary>Explains it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="exception">What the framework threw.</param>
    public static string Of(string path, Exception exception) => exception switch
    {
        _ when Directory.Exists(path) => "it is a directory; take another path",
        DirectoryNotFoundException => "its directory does not exist; create that, or take another path",
        FileNotFoundException => "there is no such file; check the path",
        UnauthorizedAccessException => "permission denied; see who may (ls -ld), or take another path",
        PathTooLongException => "its path is too long for this system; take a shorter one",

        // The framework's own words are sentences, and an error line goes on behind them.
        _ => exception.Message.TrimEnd('.'),
    };
}
