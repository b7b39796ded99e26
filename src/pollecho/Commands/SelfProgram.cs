namespace Pollecho.Commands;

/// <summary>This program as a file, to be started as a server.</summary>
internal static class SelfProgram
{
    /// <summary>Where it is.</summary>
    /// <exception cref="CommandException">The system does not tell.</exception>
    public static string Path => Environment.ProcessPath ?? throw new CommandException("cannot tell where this program's file is, to start it as a server");
}
