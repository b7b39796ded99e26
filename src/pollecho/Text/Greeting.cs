using System.Globalization;
using System.Text;

namespace Pollecho.Text;

/// <summary>The message of a client that is given none: the number of its process, and hello.</summary>
internal static class Greeting
{
    /// <summary>That of this process.</summary>
    public static byte[] OfThisProcess() => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId} hello"));
}
