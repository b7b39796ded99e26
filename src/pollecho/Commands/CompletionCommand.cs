using System.CommandLine;

namespace Pollecho.Commands;

/// <summary>
/// <c>pollecho completion SHELL</c>: the script by which a shell completes pollecho's command lines. Each asks
/// <see cref="CompleteCommand"/>, so that none has to know a command or an option.
/// </summary>
internal static class CompletionCommand
{
    // For bash 3.2 too, the bash of macOS. Readline breaks words at = and :, unless they were taken out of COMP_WORDBREAKS,
    // and replaces only what is behind them.
    private const string Bash = """
        _pollecho() {
          local line=${COMP_LINE:0:COMP_POINT} word broken= answer rest breaks=${COMP_WORDBREAKS-}
          local -a words
          read -ra words <<<"$line"
          case $line in *[[:space:]]) words+=('') ;; esac
          word=${words[${#words[@]} - 1]}
          breaks=${breaks//[^=:]/}
          if [[ -n $breaks ]]; then broken=${word%"${word##*[$breaks]}"}; fi
          COMPREPLY=()
          while IFS=$'\t' read -r answer rest; do
            COMPREPLY+=("${answer#"$broken"}")
          done < <("${words[0]}" complete --at "$((${#words[@]} - 2))" -- "${words[@]:1}" 2>/dev/null)
        }
        complete -o default -F _pollecho pollecho
        """;

    // Works both as a file _pollecho in $fpath and when it is evaluated after compinit.
    private const string Zsh = """
        #compdef pollecho
        _pollecho() {
          local line
          local -a answers
          for line in "${(@f)$("${(Q)words[1]}" complete --at $((CURRENT - 2)) -- "${(@Q)words[2,-1]}" 2>/dev/null)}"; do
            if [[ -n $line ]]; then answers+=("${line/$'\t'/:}"); fi
          done
          if (( $#answers )); then _describe pollecho answers; else _files; fi
        }
        if [[ $funcstack[1] == _pollecho ]]; then _pollecho "$@"; else compdef _pollecho pollecho; fi
        """;

    private const string Fish = """
        function __pollecho_complete
            set -l words (commandline -opc)
            set -l word (commandline -ct)
            set -l program $words[1]
            set -e words[1]
            set -l answers ($program complete --at (count $words) -- $words $word 2>/dev/null)
            if test (count $answers) -gt 0
                printf '%s\n' $answers
            else
                __fish_complete_path $word
            end
        end
        complete -c pollecho -f -a '(__pollecho_complete)'
        """;

    // An empty word at the end is not passed on: Windows PowerShell would drop it anyway.
    private const string PowerShell = """
        Register-ArgumentCompleter -Native -CommandName 'pollecho' -ScriptBlock {
            param($word, $commandAst, $cursor)
            $program, $words = @($commandAst.CommandElements | ForEach-Object { "$_" })
            $at = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor }).Count - 1
            & $program complete --at $at '--' $words 2>$null | ForEach-Object {
                $answer, $description = $_ -split "`t", 2
                if (-not $description) { $description = $answer }
                [System.Management.Automation.CompletionResult]::new($answer, $answer, 'ParameterValue', $description)
            }
        }
        """;

    private static readonly (string Shell, string Script)[] Scripts =
        [("bash", Bash), ("zsh", Zsh), ("fish", Fish), ("powershell", PowerShell)];

    public static Command Create()
    {
        string shells = string.Join(", ", Scripts.Select(script => script.Shell));
        Argument<string> shell = new("SHELL") { Description = $"One of {shells}" };
        shell.CompletionSources.Add([.. Scripts.Select(script => script.Shell)]);
        Command command = new("completion", """
            Print the script by which a shell completes pollecho's command lines.

              bash         put into ~/.bashrc: eval "$(pollecho completion bash)"
              zsh          put into ~/.zshrc, after compinit: eval "$(pollecho completion zsh)"
              fish         run once: pollecho completion fish > ~/.config/fish/completions/pollecho.fish
              powershell   put into $PROFILE: pollecho completion powershell | Out-String | Invoke-Expression
            """) { shell };
        command.SetAction(result =>
        {
            string name = result.GetRequiredValue(shell);
            string script = Scripts.FirstOrDefault(script => script.Shell == name).Script
                ?? throw CommandException.Usage($"there is no completion for the shell '{name}'; take one of {shells}");
            Console.Out.WriteLine(script);
            return ExitCode.Good;
        });
        return command;
    }
}
