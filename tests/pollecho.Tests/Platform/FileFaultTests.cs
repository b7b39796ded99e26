using Pollecho.Platform;

namespace Pollecho.Tests.Platform;

/// <summary>Why a file cannot be used, in the words of an error line.</summary>
public sealed class FileFaultTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void What_is_wrong_with_a_path_is_said_without_the_frameworks_sentences()
    {
        Assert.Equal("its directory does not exist; create that, or take another path", Fault(Path.Combine(_folder.FullName, "no", "file")));
        Assert.Equal("it is a directory; take another path", Fault(_folder.FullName));
        Assert.Equal("there is no such file; check the path", Fault(Path.Combine(_folder.FullName, "file"), FileMode.Open));
        Assert.Equal("the disk is full", FileFault.Of("file", new IOException("the disk is full.")));
    }

    private static string Fault(string path, FileMode mode = FileMode.Create) =>
        FileFault.Of(path, Record.Exception(() => new FileStream(path, mode, mode == FileMode.Open ? FileAccess.Read : FileAccess.Write).Dispose())!);
}
