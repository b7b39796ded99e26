namespace Pollecho.Results.Files;

/// <summary>A file that cannot be used as a result.</summary>
/// <param name="file">Which one, as it was given, or a place in it.</param>
/// <param name="reason">Why, to be put after its name.</param>
internal sealed class ResultFileException(string file, string reason) : Exception($"'{file}' {reason}");
