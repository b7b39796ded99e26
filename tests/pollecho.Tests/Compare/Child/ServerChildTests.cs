using Pollecho.Compare.Child;

namespace Pollecho.Tests.Compare.Child;

/// <summary>The parent's side of a server in a process of its own, beside programs that do not behave like one.</summary>
public sealed class ServerChildTests : IDisposable
{
    private const string Shell = "/bin/sh";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void One_that_once_did_not_answer_is_not_asked_again()
    {
        Assert.SkipUnless(File.Exists(Shell), $"there is no {Shell}");

        // Its first answer comes too late, and would be taken for the second.
        using var server = new ServerChild(Program("echo listening 1; read -r _; sleep 5.5; echo 1 2 3 4 5; read -r _; echo 6 7 8 9 10"), "spin");

        for (int i = 0; i < 3; i++)
        {
            ServerDiedException e = Assert.Throws<ServerDiedException>(() => server.Read());
            Assert.Equal("it does not answer within 5 s", e.Message);
        }
    }

    private string Program(string script)
    {
        string program = _folder.Write("server", $"#!{Shell}\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        return program;
    }
}
