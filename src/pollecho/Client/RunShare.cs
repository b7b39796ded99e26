namespace Pollecho.Client;

/// <summary>Which part of a load is this client's, where several clients make it together.</summary>
/// <param name="Index">Its number, from 0.</param>
/// <param name="Count">How many clients there are.</param>
internal sealed record RunShare(int Index, int Count)
{
    /// <summary>The most clients: as many as there are connections whose messages differ (<see cref="UniquePayload"/>).</summary>
    public const int MostClients = 65536;

    /// <summary>All of it, by one client.</summary>
    public static readonly RunShare Whole = new(0, 1);

    /// <summary>The share as the command line has it: <c>0/3</c> is the first of three.</summary>
    public override string ToString() => $"{Index}/{Count}";
}
