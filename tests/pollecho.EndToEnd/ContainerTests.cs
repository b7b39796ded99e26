using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>The container image: what it holds, and that it runs with no privilege at all.</summary>
public sealed class ContainerTests(ContainerImage image) : IClassFixture<ContainerImage>
{
    /// <summary>As one would write it for Docker, Compose or Kubernetes: a list, because there is no shell.</summary>
    private const string HealthCheck = """["/pollecho", "client", "--count", "1"]""";

    [Fact]
    public void The_image_is_for_two_architectures_and_holds_the_binary_alone()
    {
        var images = image.Images().ToList();

        Assert.Equal(["amd64", "arm64"], images.Select(each => each.Architecture));
        Assert.All(images, each =>
        {
            Assert.Equal(each.Architecture, each.Configuration.GetProperty("architecture").GetString());
            JsonElement configuration = each.Configuration.GetProperty("config");
            Assert.Equal("65534:65534", configuration.GetProperty("User").GetString());
            Assert.Equal("""["/pollecho"]""", configuration.GetProperty("Entrypoint").GetRawText());
            JsonElement labels = configuration.GetProperty("Labels");
            Assert.Equal("pollecho", Label(labels, "title"));
            Assert.Equal("1.2.3", Label(labels, "version"));
            Assert.Equal("MIT", Label(labels, "licenses"));

            using var layer = new TarReader(new GZipStream(File.OpenRead(each.Layer), CompressionMode.Decompress));
            TarEntry entry = layer.GetNextEntry()!;
            Assert.Equal("pollecho", entry.Name);
            using var bytes = new MemoryStream();
            entry.DataStream!.CopyTo(bytes);
            Assert.Equal(File.ReadAllBytes(ContainerImage.Binary), bytes.ToArray());
            Assert.Null(layer.GetNextEntry());
        });

        static string? Label(JsonElement labels, string name) => labels.GetProperty("org.opencontainers.image." + name).GetString();
    }

    [Fact]
    public void The_same_archives_make_the_same_image()
    {
        Assert.Equal(ContainerImage.Digest(image.Layout), ContainerImage.Digest(image.Make("again")));
    }

    [Fact]
    public void The_server_needs_no_privilege_answers_and_ends_when_it_is_asked_to()
    {
        using Container container = Container.Start(image, []);

        string[] status = File.ReadAllLines($"/proc/{container.Inspect("{{.State.Pid}}")}/status");
        Assert.All(["CapPrm", "CapEff", "CapBnd"], set => Assert.Contains($"{set}:\t{0:x16}", status));
        Assert.Contains("NoNewPrivs:\t1", status);
        Assert.Equal("true", container.Inspect("{{.HostConfig.ReadonlyRootfs}}"));

        (int exitCode, string output, string errors) = container.Execute("/pollecho", "client", "--count", "3");
        Assert.True(exitCode == 0, errors);
        Assert.Contains("3 sent, 3 answered, 0 wrong, 0 lost", output, StringComparison.Ordinal);

        Assert.Equal(0, container.Stop());
        Assert.Matches("^pollecho server: stopped after .*: accepted 1, in 21 B, out 21 B", container.Output.Lines[^1]);
    }

    [Fact]
    public void Results_are_read_although_there_is_no_library_in_it()
    {
        DirectoryInfo results = Directory.CreateTempSubdirectory("pollecho-");
        try
        {
            using PollechoServer server = PollechoServer.Start();
            foreach (string name in (string[])["base.json", "new.json"])
            {
                using Pollecho client = Pollecho.RunClient(server.Port, "-c", "2", "-n", "100", "--json");
                File.WriteAllText(Path.Combine(results.FullName, name), client.Output.Text);
            }

            if (!OperatingSystem.IsWindows())
            {
                // The user in the container is another.
                File.SetUnixFileMode(results.FullName, File.GetUnixFileMode(results.FullName) | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
            }

            using Container container = Container.Start(image, ["--volume", $"{results.FullName}:/results:ro"]);
            (int exitCode, string output, string errors) = container.Execute("/pollecho", "diff", "/results/base.json", "/results/new.json");

            Assert.True(exitCode == 0, errors);
            Assert.Contains("not judged", output, StringComparison.Ordinal);
        }
        finally
        {
            results.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("8083", 0)]
    [InlineData("8084", 1)]
    public void The_health_check_needs_no_shell_and_shows_whether_the_server_answers(string port, int health)
    {
        using Container container = Container.Start(
            image, ["--health-cmd", HealthCheck, "--health-interval", "disable"], "server", "--port", port);

        Assert.Equal(health, container.CheckHealth());
    }
}
