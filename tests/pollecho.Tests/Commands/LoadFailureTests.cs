using System.Net;
using System.Net.Sockets;
using Pollecho.Client;
using Pollecho.Commands;
using Pollecho.Waiting;

namespace Pollecho.Tests.Commands;

/// <summary>What a failed run is explained by: what it was, and what helps.</summary>
public class LoadFailureTests
{
    private static readonly LoadOptions Options = new(new IPEndPoint(IPAddress.Loopback, 8083), new FixedPayload("x"u8.ToArray(), Expect.Upper), () => new SpinStrategy());

    [Fact]
    public void A_lost_connection_that_was_opened_again_is_told_as_such() =>
        Assert.StartsWith("a connection to 127.0.0.1:8083 was lost 2 times; ", Explain(faults => faults.Closed = 2, Options with { Reconnect = true }), StringComparison.Ordinal);

    [Fact]
    public void Bytes_that_nobody_asked_for_are_no_matter_of_upper_case()
    {
        string told = Explain(faults => faults.SurplusBytes = 33, Options);

        Assert.Contains("sent 33 bytes that belong to no reply", told, StringComparison.Ordinal);
        Assert.DoesNotContain("--expect", told, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reply_cut_short_is_no_matter_of_time() =>
        Assert.DoesNotContain("--timeout", Explain(faults => faults.Short = 1, Options), StringComparison.Ordinal);

    [Fact]
    public void Echo_is_advised_only_where_upper_case_was_expected()
    {
        Assert.Contains("--expect echo", Explain(faults => faults.Altered = 1, Options), StringComparison.Ordinal);
        Assert.DoesNotContain("--expect echo", Explain(faults => faults.Altered = 1, Options with { Payload = new FixedPayload("x"u8.ToArray(), Expect.Echo) }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_is_to_listen_where_the_client_looks_for_it()
    {
        var result = new LoadResult { LastError = SocketError.ConnectionRefused };
        result.Faults.Refused = 1;

        Assert.EndsWith("pollecho server --port 8083", LoadFailure.Explain(result, Options), StringComparison.Ordinal);
        Assert.EndsWith("pollecho server --port 8083 --bind ::1", LoadFailure.Explain(result, Options with { EndPoint = new IPEndPoint(IPAddress.IPv6Loopback, 8083) }), StringComparison.Ordinal);
    }

    private static string Explain(Action<Faults> went, LoadOptions options)
    {
        var result = new LoadResult { Connected = 1, Answered = 20 };
        went(result.Faults);
        return LoadFailure.Explain(result, options);
    }
}
