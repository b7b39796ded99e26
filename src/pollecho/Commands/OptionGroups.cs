namespace Pollecho.Commands;

/// <summary>What the groups of options are called in help and in the manual.</summary>
internal static class OptionGroups
{
    public const string Load = "Load";
    public const string Messages = "Messages";
    public const string Connections = "Connections";
    public const string Contenders = "Contenders";
    public const string Exchange = "Exchange";
    public const string Workload = "Workload";
    public const string Sweep = "Sweep";
    public const string Listening = "Listening";
    public const string Limits = "Limits";
    public const string Loop = "Loop";
    public const string SocketOptions = "Socket options";
    public const string Output = "Output";
    public const string Gates = "Gates";
}
