using System.CommandLine;
using Pollecho.Results;
using Pollecho.Server;
using Pollecho.Sockets;
using Pollecho.Sweep;
using Pollecho.Text;
using Pollecho.Waiting;

namespace Pollecho.Commands;

/// <summary><c>pollecho man</c>: the manual page; hidden, as the release packs the page.</summary>
internal static class ManualCommand
{
    /// <summary>What the command tree does not say. A number that stands here as a word is held against the code by a test.</summary>
    private static string Sections => $$"""
        .SH VALUES
        Durations are written 500us, 1ms, 10s, 2m; sizes 128, 4KiB, 1MiB; rates and counts 20000 or 20k.
        .SH CONDITIONS
        \fB\-\-fail\-if\fR takes a figure, one of < <= > >=, and a limit. The figure is a percentile such as \fBp99\fR,
        \fBmin\fR, \fBmean\fR, \fBmax\fR, \fBstddev\fR, \fBrate\fR, \fBconnects\fR (a second, with \fB\-\-messages\-per\-connection\fR), \fBcpu\fR, \fBsent\fR, \fBanswered\fR, \fBskipped\fR,
        \fBunsent\fR, \fBunder_way\fR, \fBerrors\fR (messages without their correct reply in time), \fBloss\fR (per cent of
        messages without a reply in time), \fBconnect.p99\fR (of opening connections), \fBtcp_retransmits\fR, or a kind of fault such as \fBlost\fR;
        without load also \fBjitter\fR and \fBoutages\fR.
        With \fB\-\-rate\fR, times are response times, from when a message was due;
        \fBservice.p99\fR asks for the service time, from the actual send. A sweep knows \fBknee\fR only.
        .PP
        A figure that is not known, such as a percentile that messages without a reply may lie beyond, counts as crossed, and so
        does any figure of a run in which nothing was answered.
        A run that was stopped before its end, or with messages under way, fails.
        .PP
        For \fBdiff\fR the limit is a change in per cent with its sign, as in \fBp99>+10%\fR or \fBrate<-5%\fR, of any figure in its
        table; the figures of a sweep or a comparison are meant in every part of it, or in one, as in \fBsaturated.epoll.messages_per_s<-5%\fR.
        A change beyond the limit that the runs show to be noise passes. With too few runs to tell, a change beyond the limit counts.
        .SH PATHS
        With one connection to each server, and neither a rate, a pipeline, a warm\-up, threads, \fB\-\-messages\-per\-connection\fR nor a share of a load, the client
        works like ping(8): each message is sent when it is due, whatever is under way, and has \fB\-\-timeout\fR from then on.
        Up to {{Units.Count(ClientOptions.MostOfPing)}} wait for replies, or as many as have {{PayloadOptions.MostInFlight}}. With \fB\-\-interval 0\fR or \fB\-\-pipeline 1\fR there is one at a time.
        At Ctrl+C those that have time left are waited for a second at most, and then count as under way: ping counts them as lost.
        .TP
        .B loss
        Messages without a reply in time: timed out, lost with their connection, late, or not sent as there was no connection when they were due. TCP sends again what the network loses, so that a reply comes late,
        or not at all if \fB\-\-timeout\fR or the connection ends first.
        .TP
        .B mdev
        The root of the mean of the squares of the round trips less the square of their mean, as ping has it.
        .TP
        .B jitter
        The interarrival jitter of RFC 3550, 6.4.1, of round trips in place of one\-way transits.
        .TP
        .B outage
        From the send of the first message without a reply in time, or the loss of a connection that is opened again
        (\fB\-\-reconnect\fR), to the next right reply that is in time. The first {{PingFigures.MostOutages}} are kept.
        .TP
        .B \-\-json
        An object a line: \fBconnected\fR, \fBreply\fR, \fBtimeout\fR, \fBsurplus\fR, \fBdisconnected\fR,
        \fBoutage_began\fR and \fBoutage_ended\fR in \fBevent\fR, and at the end the result.
        .TP
        .B SIGQUIT (Ctrl+\e, on Windows Ctrl+Break)
        Prints the summary so far on stderr, and goes on.
        .SH SWEEPS
        \fBsweep\fR sends at one rate after another, in an open loop, each step on connections of its own and after a warm\-up.
        Before the next step the server is given time to answer a message at a time as soon as it did unloaded.
        .TP
        .B kept
        A rate at which {{Units.Percent(100 * StepJudge.RateReached)}} of the messages that were due in a second were answered in one, nothing went wrong, and the condition held.
        .TP
        .B knee
        The highest rate that is kept, and was twice more; never more than was answered. What was not kept by a little is
        measured once more before it counts.
        .TP
        .B invalid
        A step that was not kept, and the client may be why: it was kept off the processor, took messages up late, or had no
        time to spare. After {{KneeSearch.TriesInvalid}} of these nothing is said of the server there.
        .TP
        .B \-\-pipeline
        Each message is sent when it is due, as long as no more are under way on its connection. With 1 a connection waits for
        each reply, as clients do that ask and wait; few of these are the limit before the server is.
        .SH BOUNDS OF THE SERVER
        No peer costs the others more than its share. The system\(aqs own socket buffers come on top.
        .TP
        .B \-\-max\-connections
        Further ones are closed at once, after a look for a free place. \fBselect\fR, and \fBadaptive\fR where it
        waits in select, hold at most {{Units.Count(SelectStrategy.MostSockets)}} per loop.
        .TP
        .B \-\-max\-buffer
        No more is received from a connection at once, and at most {{Units.Times(EchoService.ReceivesATurn)}} per turn; no more is kept for it.
        A peer that does not take its replies is not read.
        .TP
        .B memory for replies not taken
        A quarter of what the process may have, for all peers together. At the limit nobody is read until some of it was taken.
        .TP
        .B \-\-idle\-timeout
        The connection is closed if a last look finds nothing, up to a sixteenth late.
        .TP
        .B \-\-send\-timeout
        The connection is reset, up to a quarter late. On Linux and macOS, what the peer\(aqs system takes counts as taken, even if the peer reads slowly.
        .TP
        .B \-\-keepalive
        A connection whose peer\(aqs machine is gone ends after about twice that time.
        .TP
        .B \-\-drain
        On a stop (Ctrl+C, SIGTERM, SIGHUP) waiting peers are accepted, everything received by then is answered, and each
        connection is half\-closed and kept until the peer\(aqs system has everything; the rest is reset at the end.
        A second signal ends the server at once.
        .TP
        .B the log
        A line that cannot be written, or whose reader is too slow, is dropped and counted. A reader that is gone for good ends the server.
        .TP
        .B accepts in a row
        {{ConnectionAcceptor.Burst}}; the others are accepted in the next turns, with those connected served in between.
        .TP
        .B failing accepts
        After {{ConnectionAcceptor.MostFailures}} in a row the server says why, and tries again {{RetriesASecond}} a second.
        .TP
        .B file handles
        The limit is raised as far as allowed. If they still run out, the server says so, serves those connected, and accepts
        again when one closes, or {{RetriesASecond}} a second.
        .SH SOCKET OPTIONS
        Server and client set them on every connection, and read them back once before they start: one that did not take effect is an error.
        .TP
        \fB\-\-rcvbuf\fR, \fB\-\-sndbuf\fR
        A fixed size in place of one that the system fits to the path. Linux doubles it, which is what \fBss \-m\fR shows,
        and gives no more than net.core.rmem_max and net.core.wmem_max; macOS no more than kern.ipc.maxsockbuf for both.
        .TP
        .B \-\-dscp
        The upper six bits of IP_TOS and IPV6_TCLASS; on a listener for both families, of both. This includes the handshake.
        .TP
        .B \-\-busy\-poll
        A receive that finds nothing polls the device\(aqs queue once; \fBselect\fR polls for as long as net.core.busy_poll says.
        Without effect on the loopback. More than net.core.busy_read may take CAP_NET_ADMIN.
        .SH WHAT TCP REPORTS
        Beside its own round\-trip times the client shows the system\(aqs: the smoothed RTT of TCP when the run ends, the mean
        over the connections, and how often this side has sent something again from the beginning of the measured window on
        (segments; on Windows episodes of one segment or more). macOS counts whole milliseconds. What the server\(aqs side sends
        again does not show here. Without load, and with an interval, replies over {{Units.Option(SlowReplies.Over)}} are also counted by whether TCP sent
        something again before they came.
        .SH UNIX SOCKETS
        \fBunix:\fIPATH\fR, as \fB\-\-bind\fR of the server and as the client\(aqs argument, is a stream socket of this machine,
        on Linux, macOS, and Windows from 10 1803 on. Its path has at most {{UnixListener.LongestPathElsewhere}} bytes, on macOS {{UnixListener.LongestPathOnMacOS}}.
        .PP
        The file\(aqs owner and mode are those of any new file: whoever may write to it may connect.
        One on which nobody listens any more is taken over; one that is in use, or is not a socket, is left alone.
        The server removes it when it ends, unless it was killed or the file was replaced.
        .PP
        What the server sends is in the peer\(aqs buffer at once, where it stays after the end of the server; a stop does not wait for
        peers to read it. A peer that is cut off sees the end of the stream, or a reset if it has sent what was not received.
        On Linux a peer that reads slowly counts as taking its reply if it reads 36 KiB within \fB\-\-send\-timeout\fR.
        .SH EXIT STATUS
        .TP
        {{ExitCode.Good}}
        All was well.
        .TP
        {{ExitCode.Failure}}
        Something failed: a connection, a reply lost or wrong, a port in use.
        .TP
        {{ExitCode.Usage}}
        The command line was not understood, or asks for what cannot be done here, such as to use a file that cannot be read.
        .TP
        {{ExitCode.Threshold}}
        A condition given with \fB\-\-fail\-if\fR holds or cannot be judged, whatever else failed.
        .SH ENVIRONMENT
        .TP
        .B TERM
        If it is \fBdumb\fR, a terminal is sent no control codes, and so no status line.
        .TP
        .B NO_COLOR
        If it is set, text is not coloured.
        .TP
        \fBLC_ALL\fR, \fBLC_CTYPE\fR, \fBLANG\fR
        The first that is set says whether the terminal shows UTF\-8; else \fBtimeline\fR, \fBsweep\fR and \fB\-\-histogram\fR draw in ASCII.
        .TP
        \fBNOTIFY_SOCKET\fR, \fBWATCHDOG_USEC\fR
        Where the server reports that it is ready, that its loops turn, and that it stops, see sd_notify(3).
        .SH STANDARDS
        Without upper case (\fB\-\-reply echo\fR) the server is that of RFC 862, on a port of its own.
        """;

    private static string RetriesASecond => Units.Times((long)(TimeSpan.FromSeconds(1) / ConnectionAcceptor.RetryAfter));

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        Command command = new("man", "Print the manual page.") { Hidden = true };
        command.SetAction(result =>
        {
            Console.Out.Write(Page(result.RootCommandResult.Command));
            return ExitCode.Good;
        });
        return command;
    }

    /// <summary>The page, each line ended by a line feed.</summary>
    internal static string Page(Command root) => ManualPage.Of(root, Sections);
}
