using Pollecho.Compare;
using Pollecho.Measurement;

namespace Pollecho.Tests.Compare;

public class ServerWindowTests
{
    /// <summary>In place of a server: works for a while, says where it listens, and answers each line with its next reading.</summary>
    private const string Script = """
        #!/bin/sh
        i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done
        echo listening 1
        read line; echo "1000 1 2000 30 400"
        read line; echo "1000001000 1 12000 130 1400"
        read line
        """;

    [Fact]
    public void What_a_server_did_is_what_it_did_between_two_moments()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no sh here.");
        string program = Path.GetTempFileName();
        try
        {
            File.WriteAllText(program, Script.ReplaceLineEndings("\n"));
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            }

            using var server = new ServerChild(program, "spin");
            var window = new ServerWindow(server);
            TimeSpan before = server.Cpu!.Value;

            window.Start();
            window.End();

            Assert.True(window.IsWhole);
            TimeSpan most = server.Cpu!.Value - before;
            Sample sample = window.Sample(100, new LatencyHistogram(), messageSize: 100);
            Assert.InRange(sample.ServerCpu, TimeSpan.Zero, most);
            Assert.True(most < before, "It has done nothing before.");

            // 10,000 bytes in messages of 100; by its own clock a second has passed, where that counts in nanoseconds.
            Assert.Equal(1, sample.NothingPerMessage);
            Assert.Equal(1_000 / new ServerReading(1_000_001_000, 0, 0, 0, 0).Since(new(1_000, 0, 0, 0, 0)).TotalSeconds, sample.OtherWorkPerSecond);
        }
        finally
        {
            File.Delete(program);
        }
    }

    [Fact]
    public void A_reading_is_what_its_line_says()
    {
        var reading = new ServerReading(1, 2, 3, 4, null);

        Assert.Equal(reading, ServerReading.Parse(reading.Line));
        Assert.Null(ServerReading.Parse("1 2 3 4"));
    }
}
