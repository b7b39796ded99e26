namespace Pollecho.Platform;

/// <summary>The files in which Linux reports about itself, under /proc.</summary>
internal static class ProcFile
{
    /// <summary>A file's lines; none where there is no such file, or it may not be read, as in some containers.</summary>
    public static string[] Lines(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllLines(path) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
