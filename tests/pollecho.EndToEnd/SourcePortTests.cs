using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>A machine that has no port left to connect from.</summary>
public sealed class SourcePortTests
{
    [Fact]
    public void Ports_that_ran_out_are_reported_as_such()
    {
        const string FewPorts = "echo '40000 40003' >/proc/sys/net/ipv4/ip_local_port_range";
        const string Server = "log=$(mktemp) && { \"$0\" server >$log & until grep -q listening $log; do :; done; rm $log; }";

        // With processes of its own as well (pf): the server ends with the client.
        using Pollecho client = Pollecho.StartApart("-mnpf", $"{FewPorts} && {Server}", "client", "-c", "10", "-n", "100");

        Assert.True(client.Errors.WaitForLine("pollecho: ") is not null, $"{client}");

        string error = Assert.Single(client.Errors.Lines);
        Assert.StartsWith("pollecho: some connections to 127.0.0.1:8083 could not be opened: no source port", error, StringComparison.Ordinal);
        Assert.Contains("net.ipv4.ip_local_port_range", error, StringComparison.Ordinal);
        Assert.True(client.EndsWithin(Patience.Limit) && client.ExitCode == 1, $"{client}");
    }
}
