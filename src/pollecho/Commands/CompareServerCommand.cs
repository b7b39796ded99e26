using System.CommandLine;
using Pollecho.Compare.Child;

namespace Pollecho.Commands;

/// <summary>The server that <c>pollecho compare</c> starts for each contender; hidden, as nobody else needs it.</summary>
internal static class CompareServerCommand
{
    public static Command Create()
    {
        Argument<string> name = new("CONTENDER");
        Command command = new(ChildProtocol.CommandName, "A server for the comparison.") { name };
        command.Hidden = true;
        command.SetAction(result =>
        {
            Contenders.ParseChild(result.GetRequiredValue(name)).Serve();
            return ExitCode.Good;
        });
        return command;
    }
}
