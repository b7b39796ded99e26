using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>The client as a load generator: its forms of output, its conditions, its bad input.</summary>
public sealed class LoadTests
{
    [Fact]
    public void A_load_is_reported_in_text_with_every_message_answered()
    {
        using PollechoServer server = PollechoServer.Start();

        using Pollecho client = Pollecho.RunClient(server.Port, "-c", "20", "-n", "5000", "-P", "4", "-s", "200");

        Assert.True(client.ExitCode == 0 && client.Errors.Text.Length == 0, client.ToString());
        Assert.Contains(client.Output.Lines, line => line.StartsWith("messages     5,000 sent, 5,000 answered", StringComparison.Ordinal));
        Assert.Contains(client.Output.Lines, line => line.StartsWith("p99 ", StringComparison.Ordinal));
        Assert.DoesNotContain('\u001b', client.Output.Text);
    }

    [Fact]
    public void An_open_loop_sends_or_skips_what_is_due_and_shows_both_times()
    {
        using PollechoServer server = PollechoServer.Start();

        using Pollecho client = Pollecho.RunClient(server.Port, "-c", "10", "-q", "2k", "-d", "500ms", "--json");

        JsonElement result = Parse(client).GetProperty("result");
        long sent = result.GetProperty("sent").GetInt64();
        Assert.Equal(1000, sent + result.GetProperty("skipped").GetInt64());
        Assert.InRange(sent, 500, 1000);
        Assert.Equal(0, result.GetProperty("errors").GetInt64());
        Assert.Equal(sent, result.GetProperty("response_time_us").GetProperty("count").GetInt64());
        Assert.Equal(sent, result.GetProperty("service_time_us").GetProperty("count").GetInt64());
    }

    [Fact]
    public void An_interrupted_load_still_prints_one_valid_object()
    {
        using PollechoServer server = PollechoServer.Start("--stats", "20ms");
        using Pollecho client = Pollecho.Start("client", $"127.0.0.1:{server.Port}", "-c", "2", "-d", "60s", "--json");
        server.Process.WaitForLine("^rlist 2 .* in [1-9]");

        client.Interrupt();
        client.WaitForExit();

        Assert.Equal(0, client.ExitCode);
        JsonElement result = Parse(client).GetProperty("result");
        Assert.Equal("interrupted", result.GetProperty("status").GetString());
        Assert.Equal(0, result.GetProperty("errors").GetInt64());
    }

    [Fact]
    public void A_run_that_was_stopped_does_not_pass_a_gate()
    {
        using PollechoServer server = PollechoServer.Start("--stats", "20ms");
        using Pollecho client = Pollecho.Start("client", $"127.0.0.1:{server.Port}", "-c", "2", "-d", "60s", "--fail-if", "errors>0");
        server.Process.WaitForLine("^rlist 2 .* in [1-9]");

        client.Interrupt();
        client.WaitForExit();

        Expect.OneErrorLine(client, 1, "stopped before its end", "--fail-if");
    }

    [Fact]
    public void A_message_without_an_end_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no /dev/zero here.");
        using Pollecho client = Pollecho.Run("client", "--message-file", "/dev/zero");

        Expect.OneErrorLine(client, 2, "--message-file '/dev/zero'", "over 64MiB");
    }

    [Fact]
    public void A_condition_that_holds_is_reported_and_exits_with_3()
    {
        using PollechoServer server = PollechoServer.Start();

        using Pollecho crossed = Pollecho.RunClient(server.Port, "-c", "2", "-n", "100", "--fail-if", "errors>0", "--fail-if", "p50>1ns", "--fail-if", "max>1ns");
        using Pollecho kept = Pollecho.RunClient(server.Port, "-c", "2", "-n", "100", "--fail-if", "errors>0", "--fail-if", "max>1h");

        Expect.OneErrorLine(crossed, 3, "--fail-if p50>1ns: it is ", "; max>1ns: it is ");
        Assert.Equal("errors = 0 (limit 0): passed", crossed.Output.Lines[^1]);
        Assert.Equal(0, kept.ExitCode);
        Assert.Equal("errors = 0 (limit 0): passed", kept.Output.Lines[^2]);
        Assert.Matches(@"^max = \S+ \S+ \(limit 3,600 s\): passed$", kept.Output.Lines[^1]);
    }

    [Theory]
    [InlineData("--csv", 2)]
    [InlineData("--json", null)]
    public void A_condition_that_does_not_hold_adds_nothing_to_what_programs_read(string form, int? lines)
    {
        using PollechoServer server = PollechoServer.Start();

        using Pollecho kept = Pollecho.RunClient(server.Port, "-c", "2", "-n", "100", "--fail-if", "errors>0", form);

        Assert.Equal(0, kept.ExitCode);
        Assert.Equal("", kept.Errors.Text);
        Assert.Equal(lines ?? kept.Output.Lines.Count, kept.Output.Lines.Count);
        Assert.DoesNotContain("passed", kept.Output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Csv_is_a_header_and_a_row_of_as_many_fields()
    {
        using PollechoServer server = PollechoServer.Start();

        using Pollecho client = Pollecho.RunClient(server.Port, "-c", "2", "-n", "100", "--csv");

        Assert.Equal(2, client.Output.Lines.Count);
        Assert.StartsWith("version,", client.Output.Lines[0], StringComparison.Ordinal);
        int[] fields = [.. client.Output.Lines.Select(line => Regex.Count(line, """(?<=^|,)("([^"]|"")*"|[^,"]*)(?=,|$)"""))];
        Assert.True(fields[0] > 20 && fields[0] == fields[1], $"{fields[0]} and {fields[1]} fields: {client}");
    }

    [Fact]
    public void The_distribution_is_written_for_the_plotter()
    {
        using PollechoServer server = PollechoServer.Start();
        string file = Path.GetTempFileName();
        try
        {
            using Pollecho client = Pollecho.RunClient(server.Port, "-c", "2", "-n", "100", "--hdr", file);

            Assert.Equal(0, client.ExitCode);
            Assert.Matches(@"^\s+Value\s+Percentile\s+TotalCount\s+1/\(1-Percentile\)", File.ReadAllText(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_reported_before_anything_is_sent()
    {
        using PollechoServer server = PollechoServer.Start();

        using Pollecho client = Pollecho.RunClient(server.Port, "-n", "1", "--hdr", "/nowhere/at/all");

        Expect.OneErrorLine(client, 2, "--hdr", "/nowhere/at/all");
        Assert.Contains("accepted 0,", server.Stop(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_could_not_be_written_in_the_end_hides_no_verdict()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no file here that can be opened and is always full.");
        using PollechoServer server = PollechoServer.Start();

        using Pollecho good = Pollecho.RunClient(server.Port, "-n", "1", "--hdr", "/dev/full");
        using Pollecho crossed = Pollecho.RunClient(server.Port, "-n", "1", "--hdr", "/dev/full", "--fail-if", "p50>1ns");
        using Pollecho wrong = Pollecho.RunClient(server.Port, "-n", "1", "--hdr", "/dev/full", "--expect", "echo");

        Expect.OneErrorLine(good, 1, "--hdr '/dev/full' cannot be written");
        Assert.Equal(3, crossed.ExitCode);
        Assert.Collection(
            crossed.Errors.Lines,
            line => Assert.StartsWith("pollecho: --hdr '/dev/full' cannot be written: ", line, StringComparison.Ordinal),
            line => Assert.StartsWith("pollecho: --fail-if p50>1ns: ", line, StringComparison.Ordinal));
        Assert.Equal(1, wrong.ExitCode);
        Assert.Collection(
            wrong.Errors.Lines,
            line => Assert.StartsWith("pollecho: --hdr '/dev/full' cannot be written: ", line, StringComparison.Ordinal),
            line => Assert.StartsWith("pollecho: 1 reply from ", line, StringComparison.Ordinal));
    }

    [Fact]
    public void A_message_may_begin_with_an_at_sign()
    {
        using PollechoServer server = PollechoServer.Start();

        using Pollecho client = Pollecho.RunClient(server.Port, "-n", "1", "-m", "@hello");

        Assert.True(client.ExitCode == 0, client.ToString());
        Assert.Contains(client.Output.Lines, line => line.StartsWith("seq=1 \"@HELLO\" ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1000M", "1,000,000,000 connections are too many: a process may have 128 files open here; --connections 94 would fit")]
    [InlineData("100", "100 connections are too many: a process may have 128 files open here; --connections 94 would fit")]
    public void More_connections_than_there_can_be_are_refused_at_once(string connections, string told)
    {
        using PollechoServer server = PollechoServer.Start();

        using Pollecho client = Pollecho.StartAfter("ulimit -n 128", "client", $"127.0.0.1:{server.Port}", "-n", "1", "-c", connections);

        client.WaitForExit();
        Expect.OneErrorLine(client, 2, told);
        Assert.Equal("", client.Output.Text);
        Assert.Contains("accepted 0,", server.Stop(), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_thousand_connections_are_opened_at_once()
    {
        using PollechoServer server = PollechoServer.Start();

        using Pollecho client = Pollecho.RunClient(server.Port, "-c", "2000", "-n", "4000");

        Assert.True(client.ExitCode == 0, client.ToString());
        Assert.Contains(client.Output.Lines, line => line.StartsWith("connections  2,000 of 2,000", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--rate", "0")]
    [InlineData("--size", "0")]
    [InlineData("--duration", "0s")]
    [InlineData("--connections", "0")]
    [InlineData("--pipeline", "x")]
    [InlineData("--message-file", "/nowhere/at/all")]
    [InlineData("--message", "")]
    [InlineData("--message-file", "")]
    [InlineData("--hdr", "")]
    [InlineData("--fail-if", "p99")]
    [InlineData("--fail-if", "p101>1ms")]
    [InlineData("--fail-if", "response.p99>1ms")]
    [InlineData("--percentiles", "50,101")]
    [InlineData("--expect", "lower")]
    [InlineData("--no-catchup")]
    [InlineData("--json", "--csv")]
    [InlineData("--size", "5", "--message", "x")]
    [InlineData("--rate", "5", "--interval", "1s")]
    [InlineData("--pipeline", "100k", "--size", "1MiB")]
    public void Bad_input_is_reported_in_one_line(params string[] arguments)
    {
        using Pollecho client = Pollecho.Run(["client", "127.0.0.1:9", .. arguments]);

        Expect.OneErrorLine(client, 2, arguments[0]);
    }

    private static JsonElement Parse(Pollecho client) => JsonDocument.Parse(client.Output.Text).RootElement;
}
