using System.CommandLine;
using Pollecho.Compare.Child;

namespace Pollecho.Commands;

/// <summary>The server that <c>pollecho compare</c> and <c>timeline</c> start for each contender; hidden, as nobody else needs it.</summary>
internal static class CompareServerCommand
{
    public static Command Create()
    {
        Argument<string> name = new("CONTENDER");
        Option<bool> record = new(ChildProtocol.RecordOption) { Description = "Record its calls, and print them at the end" };
        Option<bool> unix = new(ChildProtocol.UnixOption) { Description = "Listen on a unix socket" };
        Command command = new(ChildProtocol.CommandName, "A server for the comparison.") { name, record, unix };
        command.Hidden = true;
        command.SetAction(result =>
        {
            ContenderParser.ParseChild(result.GetRequiredValue(name)).Serve(result.GetValue(unix) ? Transport.Unix : Transport.Tcp, result.GetValue(record));
            return ExitCode.Good;
        });
        return command;
    }
}
