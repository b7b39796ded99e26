using System.Globalization;
using Pollecho.Client;

namespace Pollecho.Commands;

/// <summary>A client's part of a load on the command line: <c>0/3</c> is the first of three.</summary>
internal static class ShareParser
{
    /// <summary>What it takes, for error messages.</summary>
    public static readonly string Takes = $"a client's number, from 0, and how many there are, up to {RunShare.MostClients}, such as 0/3";

    /// <summary>Reads one.</summary>
    public static bool TryParse(string text, out RunShare? share)
    {
        share = Read(text) is var (index, count) && count is >= 1 and <= RunShare.MostClients && index < count ? new RunShare(index, count) : null;
        return share is not null;
    }

    /// <summary>Why two numbers are refused; null if they are not two, or are a share.</summary>
    public static string? Outside(string text) => Read(text) is not var (index, count) ? null
        : count > RunShare.MostClients ? $"{text} is of over {RunShare.MostClients} clients"
        : index >= count ? $"{text} is beyond the last client's, as they count from 0"
        : null;

    private static (int Index, int Count)? Read(string text) =>
        text.Split('/') is [var index, var count]
        && int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out int own)
        && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int all) ? (own, all) : null;
}
