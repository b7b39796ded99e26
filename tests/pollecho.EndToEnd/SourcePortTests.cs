using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>A machine that has no port left to connect from.</summary>
public sealed class SourcePortTests
{
    private const string FewPorts = "echo '40000 40003' >/proc/sys/net/ipv4/ip_local_port_range";
    private const string Server = "log=$(mktemp) && { \"$0\" server >$log & until grep -q listening $log; do :; done; rm $log; }";

    [Fact]
    public void Ports_that_ran_out_are_reported_as_such()
    {
        // With processes of its own as well (pf): the server ends with the client.
        using Pollecho client = Pollecho.StartApart("-mnpf", $"{FewPorts} && {Server}", "client", "-c", "10", "-n", "100");

        Assert.True(client.Errors.WaitForLine("pollecho: ") is not null, $"{client}");

        string error = Assert.Single(client.Errors.Lines);
        Assert.StartsWith("pollecho: some connections to 127.0.0.1:8083 could not be opened: no source port", error, StringComparison.Ordinal);
        Assert.Contains("net.ipv4.ip_local_port_range", error, StringComparison.Ordinal);
        Assert.True(client.EndsWithin(Patience.Limit) && client.ExitCode == 1, $"{client}");
    }

    [Fact]
    public void Where_connections_follow_one_another_the_way_out_is_a_reset()
    {
        string[] arguments = ["client", "-n", "20", "--messages-per-connection", "1"];
        using Pollecho kept = Pollecho.StartApart("-mnpf", $"{FewPorts} && {Server}", arguments);
        using Pollecho reset = Pollecho.StartApart("-mnpf", $"{FewPorts} && {Server}", [.. arguments, "--close", "reset"]);

        Assert.True(kept.EndsWithin(Patience.Limit) && kept.ExitCode == 1, $"{kept}");
        Assert.Contains("; with --close reset a port is free again at once; or: ", kept.Errors.Text, StringComparison.Ordinal);
        Assert.True(reset.EndsWithin(Patience.Limit) && reset.ExitCode == 0, $"{reset}");
    }
}
