using System.Net.Sockets;
using System.Text.Json;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>Server, client and comparison over unix sockets.</summary>
public sealed class UnixSocketTests : IDisposable
{
    private readonly UnixSocket _socket = new();

    /// <summary>Every strategy.</summary>
    public static TheoryData<string> All => Strategies.All;

    public void Dispose() => _socket.Dispose();

    [Fact]
    public void A_ping_names_the_path_and_the_file_goes_with_the_server()
    {
        using Pollecho server = _socket.StartServer("--json");
        using JsonDocument listening = JsonDocument.Parse(server.Output.Lines[0]);
        Assert.Equal(_socket.Address, listening.RootElement.GetProperty("address").GetString());

        using Pollecho ping = _socket.RunClient("--count", "3", "--interval", "1ms");
        Assert.True(ping.ExitCode == 0, $"{ping}");
        Assert.StartsWith($"pollecho client: connected to {_socket.Address}, sending ", ping.Output.Lines[0], StringComparison.Ordinal);
        Assert.Contains("3 sent, 3 answered, 0 wrong, 0 lost", ping.Output.Text, StringComparison.Ordinal);

        Assert.Equal(["s"], _socket.Files);
        Stop(server);
        Assert.Empty(_socket.Files);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_load_gets_every_reply_and_a_stop_drains(string wait)
    {
        using Pollecho server = _socket.StartServer("--wait", wait, "--threads", "2");
        using Pollecho load = _socket.RunClient("-c", "20", "-P", "8", "--threads", "2", "-n", "5000", "--wait", wait, "--json");
        using JsonDocument result = JsonDocument.Parse(load.Output.Text);
        Assert.True(load.ExitCode == 0, $"{load}");
        Assert.Equal(_socket.Address, result.RootElement.GetProperty("options").GetProperty("address").GetString());

        using Socket silent = _socket.Connect();
        using Socket late = _socket.Connect();
        byte[] message = new byte[30_000];
        late.Send(message);
        server.Terminate();
        server.WaitForExit();

        Assert.True(server.ExitCode == 0 && server.Errors.Text.Length == 0, $"{server}");
        Assert.Equal(message.Length, ReceiveToEnd(late));
        Assert.Equal(0, ReceiveToEnd(silent));
        Assert.Empty(_socket.Files);
    }

    [Fact]
    public void What_a_killed_server_has_left_is_taken_over()
    {
        using (Pollecho killed = _socket.StartServer())
        {
            killed.Kill();
            killed.WaitForExit();
        }

        Assert.Equal(["s"], _socket.Files);
        using (Pollecho early = _socket.RunClient("--count", "1"))
        {
            Expect.OneErrorLine(early, 1, $"cannot connect to {_socket.Address}: connection refused; nobody listens there any more", $"pollecho server --bind {_socket.Address}");
        }

        using Pollecho server = _socket.StartServer();
        using Pollecho ping = _socket.RunClient("--count", "1");
        Assert.True(ping.ExitCode == 0, $"{ping}");
        Stop(server);
    }

    [Fact]
    public void A_second_server_on_the_path_is_refused_and_harms_the_first_in_nothing()
    {
        using Pollecho first = _socket.StartServer();

        using Pollecho second = Pollecho.Run("server", "--bind", _socket.Address);
        Expect.OneErrorLine(second, 1, $"cannot listen on {_socket.Address}: address already in use; stop the program that listens there, or take another path");

        using Pollecho ping = _socket.RunClient("--count", "1");
        Assert.True(ping.ExitCode == 0, $"{ping}");
        Stop(first);
        Assert.Empty(_socket.Files);
    }

    [Fact]
    public void A_file_or_a_directory_of_that_name_is_left_alone()
    {
        const string Why = "something that is not a socket has that name, and is left alone; take another path";
        File.WriteAllText(_socket.Path, "mine");
        using Pollecho onFile = Pollecho.Run("server", "--bind", _socket.Address);
        Expect.OneErrorLine(onFile, 1, $"cannot listen on {_socket.Address}: {Why}");
        Assert.Equal("mine", File.ReadAllText(_socket.Path));

        using Pollecho client = _socket.RunClient("--count", "1");
        Expect.OneErrorLine(client, 1, $"cannot connect to {_socket.Address}: ");

        using Pollecho onFolder = Pollecho.Run("server", "--bind", $"unix:{_socket.Folder}");
        Expect.OneErrorLine(onFolder, 1, Why);
        Assert.Equal(["s"], _socket.Files);
    }

    [Fact]
    public void What_somebody_else_has_put_there_since_stays()
    {
        using Pollecho server = _socket.StartServer();
        File.Delete(_socket.Path);
        using Pollecho heir = _socket.StartServer();

        Stop(server);

        using Pollecho ping = _socket.RunClient("--count", "1");
        Assert.True(ping.ExitCode == 0, $"{ping}");
        Stop(heir);
        Assert.Empty(_socket.Files);
    }

    [Fact]
    public void What_is_not_there_or_too_long_is_reported_in_one_line()
    {
        using Pollecho client = _socket.RunClient("--count", "1");
        Expect.OneErrorLine(client, 1, $"cannot connect to {_socket.Address}: no such file; check the path, or start a server there: pollecho server --bind {_socket.Address}");

        using Pollecho server = Pollecho.Run("server", "--bind", $"unix:{_socket.Folder}/no/s");
        Expect.OneErrorLine(server, 1, "no such directory; create it, or take another path");

        string tooLong = new('ü', 54);
        int most = OperatingSystem.IsMacOS() ? 103 : 107;
        using Pollecho longServer = Pollecho.Run("server", "--bind", $"unix:{tooLong}");
        Expect.OneErrorLine(longServer, 2, $"--bind unix:{tooLong} has a path of 108 bytes, over the {most} that a socket address takes");
        using Pollecho longClient = Pollecho.Run("client", $"unix:{tooLong}");
        Expect.OneErrorLine(longClient, 2, $"has a path of 108 bytes, over the {most} that a socket address takes");
    }

    [Theory]
    [InlineData("077", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)]
    [InlineData("027", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute)]
    public void Who_may_connect_is_as_the_umask_says(string umask, UnixFileMode mode)
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("Elsewhere a socket's mode may mean nothing.");
            return;
        }

        using Pollecho server = _socket.StartServerAfter($"umask {umask}");

        Assert.Equal(mode, File.GetUnixFileMode(_socket.Path));
        Stop(server);
    }

    [Fact]
    public void A_user_who_may_not_write_to_the_socket_is_told_so()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || !Tool.IsInstalled("setpriv"))
        {
            Assert.Skip("It needs root, to become somebody else.");
            return;
        }

        using Pollecho server = _socket.StartServerAfter("umask 077");
        File.SetUnixFileMode(_socket.Folder, (UnixFileMode)0b111_101_101);
        const string AsNobody = "[ \"$(id -u)\" != 0 ] || exec setpriv --reuid=65534 --regid=65534 --clear-groups \"$0\" \"$@\"";

        using Pollecho client = Pollecho.StartAfter(AsNobody, "client", _socket.Address, "--count", "1");
        client.WaitForExit();
        Expect.OneErrorLine(client, 1, $"cannot connect to {_socket.Address}: permission denied; this user may not write to that socket");

        using Pollecho second = Pollecho.StartAfter(AsNobody, "server", "--bind", _socket.Address);
        second.WaitForExit();
        Expect.OneErrorLine(second, 1, $"cannot listen on {_socket.Address}: address already in use");

        using Pollecho elsewhere = Pollecho.StartAfter(AsNobody, "server", "--bind", $"{_socket.Address}2");
        elsewhere.WaitForExit();
        Expect.OneErrorLine(elsewhere, 1, "permission denied; take a path in a directory that this user may write to");
        Stop(server);
    }

    [Fact]
    public void The_trace_names_the_peer_by_its_process()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows is not asked for it.");
        using Pollecho server = _socket.StartServer("--trace");
        using Socket peer = _socket.Connect();

        server.WaitForLine($@"accept → #1 from process {Environment.ProcessId}$");
        peer.Dispose();
        Stop(server);
    }

    [Fact]
    public void A_comparison_over_unix_says_so_and_leaves_nothing_behind()
    {
        PollechoBinary.SkipUnlessItStartsItself();
        string[] quick = ["compare", "--quick", "--runs", "1", "--strategies", "spin,select,blocking,async", "--connections", "4", "--idle-connections", "20", "--over", "unix"];
        using Pollecho text = Pollecho.StartAfter($"export TMPDIR='{_socket.Folder}'", quick);
        text.WaitForExit();
        using Pollecho json = Pollecho.StartAfter($"export TMPDIR='{_socket.Folder}'", [.. quick, "--json"]);
        json.WaitForExit();
        using JsonDocument result = JsonDocument.Parse(json.Output.Text);

        Assert.True(text.ExitCode == 0 && text.Errors.Text.Length == 0, $"{text}");
        Assert.Contains("128 B a message, over unix sockets; took ", text.Output.Lines[0], StringComparison.Ordinal);
        Assert.Equal("unix", result.RootElement.GetProperty("options").GetProperty("over").GetString());
        Assert.Equal("ok", result.RootElement.GetProperty("status").GetString());
        Assert.Empty(_socket.Files);
    }

    [Fact]
    public void A_directory_for_temporary_files_that_is_too_deep_is_reported()
    {
        PollechoBinary.SkipUnlessItStartsItself();
        string deep = Path.Combine(_socket.Folder, new string('x', 100));
        Directory.CreateDirectory(deep);

        using Pollecho compare = Pollecho.StartAfter($"export TMPDIR='{deep}'", "compare", "--quick", "--runs", "1", "--strategies", "spin", "--over", "unix");
        compare.WaitForExit();

        Assert.Equal(1, compare.ExitCode);
        Assert.Contains("is too long for a socket address; set TMPDIR to a shorter directory", compare.Errors.Text, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(deep));
    }

    private static void Stop(Pollecho server)
    {
        server.Terminate();
        server.WaitForExit();
        Assert.True(server.ExitCode == 0 && server.Errors.Text.Length == 0, $"{server}");
    }

    private static int ReceiveToEnd(Socket socket)
    {
        byte[] buffer = new byte[64 * 1024];
        int all = 0;
        for (int count; (count = socket.Receive(buffer)) > 0; all += count)
        {
        }

        return all;
    }
}
