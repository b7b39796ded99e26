namespace Pollecho.Tests;

/// <summary>A folder of its own, which goes with what is in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    /// <summary>Where it is.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("pollecho-").FullName;

    /// <summary>A file in it, written with that text.</summary>
    public string Write(string name, string text)
    {
        string file = At(name);
        File.WriteAllText(file, text);
        return file;
    }

    /// <summary>The path of a file in it.</summary>
    public string At(string name) => System.IO.Path.Combine(Path, name);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
