using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>Completion as a user has it: in each shell, on a terminal, by the Tab key.</summary>
public sealed class CompletionTests
{
    private const string BeginningOfLine = "\x01";

    /// <summary>A shell, the arguments that keep it from the user's own settings, and what loads the completion.</summary>
    public static TheoryData<string, string, string> Shells => new()
    {
        { "bash", "--norc --noprofile -i", "eval \"$(pollecho completion bash)\"" },
        { "bash", "--norc --noprofile -i", "COMP_WORDBREAKS=${COMP_WORDBREAKS//[=:]/}; eval \"$(pollecho completion bash)\"" },
        { "zsh", "-f -i", "autoload -U compinit; compinit -D -u; eval \"$(pollecho completion zsh)\"" },
        { "fish", "--no-config -i", "pollecho completion fish | source" },
    };

    [Theory]
    [MemberData(nameof(Shells))]
    public void A_shell_completes_commands_options_and_values(string shell, string arguments, string load)
    {
        using Terminal terminal = Terminal.StartShell(shell, arguments);
        terminal.Type($"{load}; echo loaded-$(echo yes)\r");
        terminal.WaitForText("loaded-yes");

        // The line that was completed is shown by making it the argument of echo.
        terminal.Type($"pollecho serv\t--rep\tup\t--wait=sl\t{BeginningOfLine}echo completed: \r");

        terminal.WaitForText("completed: pollecho server --reply upper --wait=sleep");
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public void A_shell_completes_a_file_where_an_option_takes_one(string shell, string arguments, string load)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("pollecho-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "message.txt"), "hello");
            using Terminal terminal = Terminal.StartShell(shell, arguments);
            terminal.Type($"{load}; cd {folder.FullName}; echo loaded-$(echo yes)\r");
            terminal.WaitForText("loaded-yes");

            terminal.Type($"pollecho client --message-file mess\t{BeginningOfLine}echo completed: \r");

            terminal.WaitForText("completed: pollecho client --message-file message.txt");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_shell_that_is_not_known_is_reported_with_those_that_are()
    {
        using Pollecho run = Pollecho.Run("completion", "tcsh");

        Expect.OneErrorLine(run, 2, "'tcsh'", "bash, zsh, fish, powershell");
    }

    [Fact]
    public void Without_a_shell_it_says_which_there_are()
    {
        using Pollecho run = Pollecho.Run("completion");

        Expect.OneErrorLine(run, 2, "completion needs SHELL, one of bash, zsh, fish, powershell");
    }
}
