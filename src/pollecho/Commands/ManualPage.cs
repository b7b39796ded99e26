using System.CommandLine;
using System.Text;

namespace Pollecho.Commands;

/// <summary>The manual page, made from the command tree. The form is that of man(7).</summary>
internal static class ManualPage
{
    /// <summary>The page, each line ended by a line feed.</summary>
    /// <param name="root">The command tree.</param>
    /// <param name="sections">What that does not say, as sections of the page.</param>
    public static string Of(Command root, string sections)
    {
        Command[] commands = [.. root.Subcommands.Where(command => !command.Hidden)];
        var page = new StringBuilder();
        page.Append($".TH POLLECHO 1 \"\" \"pollecho {BuildInfo.Version}\"\n.SH NAME\npollecho \\- TCP echo server on a poll loop, and a client that measures it\n");
        page.Append(".SH SYNOPSIS\n");
        page.AppendJoin(".br\n", commands.Select(command => $"{Usage(command)}\n"));
        page.Append($".SH DESCRIPTION\n{Text(root.Description)}\n");
        AppendOptions(page, root.Options);
        foreach (Command command in commands)
        {
            page.Append($".SH COMMAND {Text(command.Name.ToUpperInvariant())}\n{Usage(command)}\n.PP\n{Description(command.Description)}\n");
            foreach (Argument argument in command.Arguments.Where(argument => !argument.Hidden))
            {
                page.Append($".TP\n\\fI{Text(argument.Name)}\\fR\n{Text(argument.Description)}\n");
            }

            foreach ((string? heading, IEnumerable<Option> options) in DocumentedCommand.GroupsOf(command))
            {
                page.Append(heading is null ? "" : $".SS {Text(heading)}\n");
                AppendOptions(page, options);
            }
        }

        page.Append(".SH EXAMPLES\n");
        foreach ((string line, string purpose) in commands.OfType<DocumentedCommand>().SelectMany(command => command.Examples))
        {
            page.Append($".TP\n\\fB{Text(line)}\\fR\n{Text(purpose)}\n");
        }

        return page.Append(sections.ReplaceLineEndings("\n")).Append('\n').ToString();
    }

    private static string Usage(Command command) =>
        $"\\fBpollecho {Text(command.Name)}\\fR [\\fIoptions\\fR]"
        + string.Concat(command.Arguments.Select(argument => $" {OptionText.Value(argument, Italic)}"));

    private static string Italic(string name) => $"\\fI{Text(name)}\\fR";

    private static void AppendOptions(StringBuilder page, IEnumerable<Option> options)
    {
        foreach (Option option in options.Where(option => !option.Hidden))
        {
            string value = OptionText.Value(option, Italic) is { } taken ? $" {taken}" : "";
            page.Append($".TP\n{string.Join(", ", OptionText.Names(option).Select(name => $"\\fB{Text(name)}\\fR"))}{value}\n{Text(option.Description)}\n");
        }
    }

    /// <summary>Text of which lines that are indented are kept as they are: commands that one copies.</summary>
    private static string Description(string? text)
    {
        var page = new StringBuilder();
        bool wasKept = false, isFirst = true;
        foreach (string line in (text ?? "").Split('\n'))
        {
            bool isKept = line.StartsWith("  ", StringComparison.Ordinal);
            page.Append(isFirst ? "" : isKept || wasKept ? "\n" : "\n.br\n");
            page.Append(isKept == wasKept ? "" : isKept ? ".nf\n" : ".fi\n").Append(Text(line));
            (wasKept, isFirst) = (isKept, false);
        }

        return page.Append(wasKept ? "\n.fi" : "").ToString();
    }

    /// <summary>Text as it is: nothing in it is taken for a request, an escape or a hyphen.</summary>
    private static string Text(string? text) => string.Join("\n.br\n", (text ?? "").Split('\n').Select(line =>
        (line.StartsWith('.') || line.StartsWith('\'') ? "\\&" : "")
        + line.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal).Replace("'", "\\(aq", StringComparison.Ordinal)));
}
