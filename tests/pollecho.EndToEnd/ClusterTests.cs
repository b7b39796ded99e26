using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>The scripts that load a server from several machines, in a cluster of three nodes on this one.</summary>
[Trait(Soak.Trait, "yes")]
public sealed class ClusterTests(ITestOutputHelper output)
{
    private static readonly string[] Programs = ["munged", "slurmctld", "slurmd", "srun", "sshd", "mpirun", "jq", "ip"];

    [Fact(Explicit = true)]
    public void Slurm_ssh_and_mpirun_make_three_clients_one_measurement()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "needs Linux and root");
        string[] missing = [.. Programs.Where(program => !Tool.IsInstalled(program) && !File.Exists($"/usr/sbin/{program}"))];
        Assert.SkipWhen(missing.Length > 0, $"There is no {string.Join(", ", missing)} here.");
        using ChildProcess cluster = ChildProcess.Start(Path.Combine(ReadmeCommand.Root, "tests", "cluster", "try.sh"), [PollechoBinary.Path]);
        var lines = new CapturedOutput(cluster.Process.StandardOutput);
        var errors = new CapturedOutput(cluster.Process.StandardError);

        // Six runs, each of which waits ten seconds for its clients to start.
        Assert.True(cluster.Process.WaitForExit(TimeSpan.FromMinutes(10)), "It does not end.");

        Assert.True(lines.WaitForEnd() && errors.WaitForEnd());
        output.WriteLine(lines.Text);
        Assert.True(cluster.Process.ExitCode == 0, errors.Text);
        Assert.Equal(6, lines.Lines.Count);
    }
}
