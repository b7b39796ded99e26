using System.CommandLine;
using System.Text;

namespace Pollecho.Commands;

/// <summary>
/// <c>pollecho man</c>: the manual page, made from the command tree; hidden, as the release packs the page.
/// The form is that of man(7).
/// </summary>
internal static class ManualCommand
{
    private const string ExitStatus = """
        .SH EXIT STATUS
        .TP
        0
        All was well.
        .TP
        1
        Something failed: a connection, a reply lost or wrong, a port in use.
        .TP
        2
        The command line was not understood.
        .TP
        3
        A condition given with \fB\-\-fail\-if\fR holds.
        .SH ENVIRONMENT
        .TP
        .B TERM
        If it is \fBdumb\fR, a terminal is sent no control codes, and so no status line.
        .SH EXAMPLES
        .TP
        .B pollecho server \-\-port 0
        Listen on a free port, and print it.
        .TP
        .B pollecho client \-\-count 10
        Send ten messages, and show each reply and its round trip.
        .TP
        .B pollecho client \-c 50 \-d 10s \-\-fail\-if \(aqp99>2ms\(aq
        Load a server for ten seconds, and fail if it answers slowly.
        .TP
        .B pollecho compare
        Show what each way of waiting costs on this machine.
        .SH STANDARDS
        Without upper case (\fB\-\-reply echo\fR) the server is that of RFC 862, on a port of its own.
        """;

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
    internal static string Page(Command root)
    {
        Command[] commands = [.. root.Subcommands.Where(command => !command.Hidden)];
        var page = new StringBuilder();
        page.Append($".TH POLLECHO 1 \"\" \"pollecho {BuildInfo.Version}\"\n.SH NAME\npollecho \\- TCP echo server on a poll loop, and a client that measures it\n");
        page.Append(".SH SYNOPSIS\n");
        page.AppendJoin(".br\n", commands.Select(command => $"{Usage(command)}\n"));
        page.Append($".SH DESCRIPTION\n{Text(root.Description)}\n");
        AppendOptions(page, root.Options.Where(option => !option.Hidden));
        foreach (Command command in commands)
        {
            page.Append($".SH COMMAND {Text(command.Name.ToUpperInvariant())}\n{Usage(command)}\n.PP\n{Text(command.Description)}\n");
            foreach (Argument argument in command.Arguments.Where(argument => !argument.Hidden))
            {
                page.Append($".TP\n\\fI{Text(argument.Name)}\\fR\n{Text(argument.Description)}\n");
            }

            AppendOptions(page, command.Options.Where(option => !option.Hidden));
        }

        return page.Append(ExitStatus.ReplaceLineEndings("\n")).Append('\n').ToString();
    }

    private static string Usage(Command command) =>
        $"\\fBpollecho {Text(command.Name)}\\fR [\\fIoptions\\fR]"
        + string.Concat(command.Arguments.Select(argument => $" {(argument.Arity.MinimumNumberOfValues == 0 ? $"[\\fI{Text(argument.Name)}\\fR]" : $"\\fI{Text(argument.Name)}\\fR")}"));

    private static void AppendOptions(StringBuilder page, IEnumerable<Option> options)
    {
        foreach (Option option in options)
        {
            // As people type them: -p, --port, and not the help's /?.
            IEnumerable<string> names = option.Aliases.Where(alias => alias.StartsWith('-')).Append(option.Name).OrderBy(name => name.Length);
            string value = option.HelpName is null ? "" : option.Arity.MinimumNumberOfValues == 0 ? $" [\\fI{Text(option.HelpName)}\\fR]" : $" \\fI{Text(option.HelpName)}\\fR";
            page.Append($".TP\n{string.Join(", ", names.Select(name => $"\\fB{Text(name)}\\fR"))}{value}\n{Text(option.Description)}\n");
        }
    }

    /// <summary>Text as it is: nothing in it is taken for a request, an escape or a hyphen.</summary>
    private static string Text(string? text) => string.Join("\n.br\n", (text ?? "").Split('\n').Select(line =>
        (line.StartsWith('.') || line.StartsWith('\'') ? "\\&" : "")
        + line.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal).Replace("'", "\\(aq", StringComparison.Ordinal)));
}
