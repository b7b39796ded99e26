using System.Text;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>Python's socket module as the client, where Python is installed, and with it the notebook's client.</summary>
public sealed class PythonTests : EchoPeerTests
{
    private const string Pipe =
        """
        import socket, sys, threading
        connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])))

        def send():
            while data := sys.stdin.buffer.read1(65536):
                connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)

        threading.Thread(target=send, daemon=True).start()
        while data := connection.recv(65536):
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        """;

    // As in the notebook, but for the end: its client goes on for ever.
    private const string Notebook =
        """
        import os, socket, sys
        client = socket.socket()
        client.connect(("127.0.0.1", int(sys.argv[1])))
        for _ in range(10):
            client.send("{} hello".format(os.getpid()).encode("utf-8"))
            print(client.recv(1024).decode("utf-8"))
        """;

    [Fact]
    public void The_notebook_client_gets_its_replies()
    {
        using PollechoServer server = PollechoServer.Start();
        using Tool notebook = Tool.Start("python3", "-c", Notebook, $"{server.Port}");

        string[] lines = Encoding.UTF8.GetString(notebook.ReceiveToEnd()).ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

        Assert.Equal(10, lines.Length);
        Assert.All(lines, line => Assert.Matches(@"^\d+ HELLO$", line));
        Assert.Single(lines.Distinct());
    }

    private protected override IEchoPeer Open(int port) => Tool.Start("python3", "-c", Pipe, $"{port}");
}
