using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace Pollecho.Scripts;

/// <summary>Completion in PowerShell's own engine, which asks the published binary.</summary>
public sealed class PowerShellCompletionTests
{
    [Theory]
    [InlineData("pollecho ser", "server")]
    [InlineData("pollecho server --re", "--reply")]
    [InlineData("pollecho server --reply ", "echo", "upper")]
    [InlineData("pollecho client --expect=u", "--expect=upper")]
    public void A_word_is_completed(string line, params string[] answers)
    {
        string? binary = Environment.GetEnvironmentVariable("POLLECHO_BINARY");
        Assert.SkipUnless(File.Exists(binary), "POLLECHO_BINARY is not the path of a published pollecho.");
        (_, string script) = Repository.Run(binary, ["completion", "powershell"]);
        InitialSessionState state = InitialSessionState.CreateDefault2();
        using Runspace runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Open();
        using PowerShell shell = PowerShell.Create(runspace);
        shell.AddScript($"$env:PATH = '{Path.GetDirectoryName(binary)}' + [System.IO.Path]::PathSeparator + $env:PATH; {script}").Invoke();
        Assert.Empty(shell.Streams.Error.Select(error => error.ToString()));

        CommandCompletion completion = CommandCompletion.CompleteInput(line, line.Length, null, shell);

        Assert.Equal(answers, completion.CompletionMatches.Select(match => match.CompletionText));
    }
}
