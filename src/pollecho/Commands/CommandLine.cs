using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.ComponentModel;
using System.Net.Sockets;
using Pollecho.Output;
using Pollecho.Platform;

namespace Pollecho.Commands;

/// <summary>The whole command line: the commands, and how failures of any kind end.</summary>
internal static class CommandLine
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    // By itself the library takes a word that begins with @ for a file with more words, and a message may begin so.
    private static readonly ParserConfiguration Words = new() { ResponseFileTokenReplacer = null };

    /// <summary>All commands and options: what is run, and what help, completion and the manual page show.</summary>
    public static RootCommand Create()
    {
        RootCommand root = new("A TCP echo server on a non-blocking poll loop, and a client that verifies and measures it.")
        {
            ServerCommand.Create(),
            ClientCommand.Create(),
            CompareCommand.Create(),
            SweepCommand.Create(),
            TimelineCommand.Create(),
            MergeCommand.Create(),
            DiffCommand.Create(),
            CompletionCommand.Create(),
            CompareServerCommand.Create(),
            CompleteCommand.Create(),
            ManualCommand.Create(),
        };
        VersionOption version = root.Options.OfType<VersionOption>().Single();
        version.Action = new ShowVersion();
        root.Options.OfType<HelpOption>().Single().Action = new HelpPage.Show();
        return root;
    }

    /// <summary>Reads arguments, each as it is.</summary>
    /// <param name="root">What <see cref="Create"/> made.</param>
    /// <param name="arguments">The words behind the program's name.</param>
    public static ParseResult Parse(Command root, string[] arguments) => root.Parse(arguments, Words);

    /// <summary>Runs what the arguments ask for.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(string[] arguments)
    {
        StandardStream.Use();
        AppDomain.CurrentDomain.UnhandledException += (_, thrown) =>
        {
            // Of a thread that nobody waits for: the runtime would print a stack trace, and abort.
            Fail(Describe((Exception)thrown.ExceptionObject), ExitCode.Failure);
            Environment.Exit(ExitCode.Failure);
        };
        FileHandles.RaiseLimit();
        if (ArgumentText.FirstAltered(arguments) is { } altered)
        {
            return Fail($"the argument '{altered}' is not UTF-8 text; send bytes of any kind with --message-file", ExitCode.Usage);
        }

        ParseResult result = Parse(Create(), arguments);
        if (arguments.Length == 0)
        {
            return Fail(error => new HelpPage(error, width: null).WriteShort(result.CommandResult.Command), ExitCode.Usage);
        }

        string see = $"; see pollecho {(result.CommandResult.Command is RootCommand ? "" : result.CommandResult.Command.Name + " ")}--help";
        if (result.Action is ParseErrorAction)
        {
            return Fail(FirstError(result, see), ExitCode.Usage);
        }

        try
        {
            return result.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (CommandException e)
        {
            return Fail(e.ExitCode == ExitCode.Usage ? e.Message + see : e.Message, e.ExitCode);
        }
        catch (OutputException e) when (e.IsBrokenPipe)
        {
            SignalThread.EndByBrokenPipe();
            throw;
        }
        catch (Exception e)
        {
            return Fail(Describe(e), ExitCode.Failure);
        }
    }

    private static string Describe(Exception e)
    {
        // A type that failed to initialize has the reason inside, as has what several threads did.
        Exception reason = e;
        while (reason is TypeInitializationException or AggregateException && reason.InnerException is { } inner)
        {
            reason = inner;
        }

        return reason switch
        {
            OutOfMemoryException => "the system has no more memory or threads; raise the limits (ulimit -v, ulimit -u), or ask for less with --threads or --max-buffer",
            IOException or SocketException or Win32Exception or UnauthorizedAccessException => reason.Message,
            _ => $"this should not have happened, please report it: {reason.Message}",
        };
    }

    /// <summary>The error that helps most: that of an option or argument, else an unknown word, else any.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="see">Where there is more to read, for an error that does not say what to do.</param>
    private static string FirstError(ParseResult result, string see)
    {
        ParseError? ofSymbol = result.Errors.FirstOrDefault(error => error.SymbolResult is OptionResult or ArgumentResult);
        if (ofSymbol?.SymbolResult is OptionResult { Option: IChecked option, Tokens.Count: 0 })
        {
            return $"{option.Name} takes {option.Takes}{see}";
        }

        Command command = result.CommandResult.Command;
        if (ofSymbol?.SymbolResult is ArgumentResult { Argument: { } argument, Tokens.Count: 0 })
        {
            return $"{command.Name} needs {argument.Name}, {char.ToLowerInvariant(argument.Description![0])}{argument.Description[1..]}{see}";
        }

        return UnknownWord.In(result, ofSymbol?.SymbolResult) is { } unknown
            ? UnknownWord.Describe(unknown, command) + (UnknownWord.Nearest(unknown, command) is { } near ? $"; did you mean {near}?" : see)
            : (ofSymbol ?? result.Errors[0]).Message.TrimEnd('.') + see;
    }

    // A value may hold a line end: an error stays one line whatever it quotes.
    private static int Fail(string message, int exitCode) => Fail(error => error.WriteLine(Escape.Line($"pollecho: {message}")), exitCode);

    /// <summary>Reports on stderr what failed; does not wait long for a paused terminal.</summary>
    private static int Fail(Action<TextWriter> write, int exitCode)
    {
        try
        {
            var thread = new Thread(() => write(Console.Error)) { IsBackground = true };
            thread.Start();
            thread.Join(Patience);
        }
        catch (OutOfMemoryException)
        {
            // The system gives no more threads.
            write(Console.Error);
        }

        return exitCode;
    }

    private sealed class ShowVersion : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(
                BuildInfo.Commit.Length < 7 ? $"pollecho {BuildInfo.Version}" : $"pollecho {BuildInfo.Version} ({BuildInfo.Commit[..7]})");
            return ExitCode.Good;
        }
    }
}
