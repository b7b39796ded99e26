using System.Diagnostics;
using System.Text;
using Pollecho.Results.Files;

namespace Pollecho.Tests.Results.Files;

/// <summary>Reading results back: what is a result, and what is refused, within bounds.</summary>
public sealed class ResultFileTests : IDisposable
{
    private const string Client = """{"options":{"connections":1},"result":{"status":"ok"}}""";
    private const string Compare = """{"options":{},"regimes":[]}""";
    private const string Sweep = """{"command":"sweep","options":{},"steps":[]}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Client, "Client")]
    [InlineData(Compare, "Compare")]
    [InlineData(Sweep, "Sweep")]
    public void A_result_is_of_its_command(string text, string kind)
    {
        ResultDocument document = Assert.Single(Read(text));

        Assert.Equal(kind, $"{document.Kind}");
        Assert.Equal(_folder.At("a.json"), document.Name);
    }

    [Fact]
    public void Results_one_after_another_are_read_in_their_order_and_other_lines_passed_over()
    {
        ResultDocument[] documents = [.. Read($$"""
            {"event":"connected"}
            {{Client}}
            {"event":"reply","rtt_us":12}{{Compare}}
            {
              "options": {}, "result": {}
            }

            """)];

        Assert.Equal(["Client", "Compare", "Client"], documents.Select(document => $"{document.Kind}"));
        Assert.Equal(["a.json#1", "a.json#2", "a.json#3"], documents.Select(document => Path.GetFileName(document.Name)));
    }

    [Fact]
    public void A_result_that_is_there_twice_has_one_digest()
    {
        ResultDigest[] digests = [.. Read(Client + "\n" + Compare + "\n" + Client).Select(document => document.Digest)];

        Assert.Equal(digests[0], digests[2]);
        Assert.NotEqual(digests[0], digests[1]);
    }

    [Fact]
    public void Of_a_directory_the_files_that_end_in_json_are_read_by_their_names()
    {
        _folder.Write("b.json", Compare);
        _folder.Write("a.json", Client);
        _folder.Write("notes.txt", "not a result");

        Assert.Equal(["Client", "Compare"], ResultFile.ReadAll(_folder.Path).Select(document => $"{document.Kind}"));
    }

    [Fact]
    public void A_file_that_a_shell_of_Windows_wrote_is_read()
    {
        File.WriteAllText(_folder.At("a.json"), Client + "\r\n" + Compare, Encoding.Unicode);
        Assert.Equal(2, ResultFile.ReadAll(_folder.At("a.json")).Count());

        File.WriteAllText(_folder.At("a.json"), Client, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        Assert.Single(ResultFile.ReadAll(_folder.At("a.json")));
    }

    [Theory]
    [InlineData("", "is empty, or no regular file")]
    [InlineData("  \n", "holds no result")]
    [InlineData("hello", "is no JSON at line 1, or not all of it is there")]
    [InlineData("{}", "holds no result")]
    [InlineData("[1,2,3]", "holds no result")]
    [InlineData("""{"name":"package","version":"1.0.0"}""", "holds no result")]
    [InlineData("""{"command":5}""", "holds no result")]
    [InlineData("{\n\"options\":{},\n\"result\":{\"a\":", "is no JSON at line 3, or not all of it is there")]
    [InlineData(Client + "\n{\"options\"", "is no JSON at line 2, or not all of it is there")]
    [InlineData("""{"options":{},"result":{"rate":NaN}}""", "is no JSON at line 1, or not all of it is there")]
    [InlineData("""{"options":{},"result":{"sent":1,"sent":2}}""", "is no result: a key in it is there twice")]
    [InlineData("\0\u0001\u0002", "is no JSON at line 1, or not all of it is there")]
    public void What_is_no_result_is_refused(string text, string reason) => Refused(_folder.Write("a.json", text), reason);

    [Theory]
    [InlineData(new byte[] { 0xff })]
    [InlineData(new byte[] { 0xc3, 0x28 })]
    [InlineData(new byte[] { (byte)'\\', (byte)'u', (byte)'d', (byte)'8', (byte)'0', (byte)'0' })]
    public void Text_that_is_none_is_refused_in_a_key_and_in_a_value(byte[] text)
    {
        foreach (byte[] part in (byte[][])[[.. "\"a"u8, .. text, .. "\":1"u8], [.. "\"error\":\"a"u8, .. text, .. "\""u8]])
        {
            File.WriteAllBytes(_folder.At("a.json"), [.. "{\"options\":{},\"result\":{"u8, .. part, .. "}}"u8]);
            Refused(_folder.At("a.json"), "is no result: it has text that is not UTF-8");
        }
    }

    [Fact]
    public void What_diff_prints_of_sweeps_is_no_sweep() =>
        Assert.Equal(["Sweep"], Read($$"""{"version":"1","compared":"sweep","figures":[]}{"version":"1","command":"sweep"}{{Sweep}}""").Select(document => $"{document.Kind}"));

    [Fact]
    public void A_result_nested_deeply_is_refused() =>
        Refused(_folder.Write("a.json", string.Concat(Enumerable.Repeat("[", 1_000_000))), "is no JSON");

    [Fact]
    public void A_file_that_is_too_large_is_refused_before_it_is_read()
    {
        using (FileStream file = File.Create(_folder.At("a.json")))
        {
            file.SetLength(ResultFile.MostBytes + 1L);
        }

        Refused(_folder.At("a.json"), "has over 64 MiB");
    }

    [Fact]
    public void A_result_that_is_too_large_is_refused() =>
        Refused(_folder.Write("a.json", $$$"""{"options":{},"result":{"error":"{{{new string('x', 5 << 20)}}}"}}"""), "holds no result: a value of it has over 4 MiB");

    [Fact]
    public void What_is_no_file_is_refused()
    {
        Refused(_folder.At("none.json"), "cannot be read");
        Refused(_folder.Path, "holds no file that ends in .json");
        Refused("a\0b", "cannot be read");
    }

    [Fact]
    public void A_pipe_that_nobody_writes_to_is_refused_and_not_waited_for()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no such files on Windows.");
        using (var process = Process.Start("mkfifo", _folder.At("pipe.json")))
        {
            process.WaitForExit();
        }

        Refused(_folder.At("pipe.json"), "is empty, or no regular file");
    }

    private IEnumerable<ResultDocument> Read(string text) => ResultFile.ReadAll(_folder.Write("a.json", text));

    private static void Refused(string path, string reason)
    {
        ResultFileException e = Assert.Throws<ResultFileException>(() => ResultFile.ReadAll(path).Count());
        Assert.StartsWith($"'{path}' {reason}", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }
}
