using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>The ways of waiting, as they are given to <c>--wait</c>.</summary>
public static class Strategies
{
    private static readonly string[] Names = ["adaptive", "spin", "yield", "sleep", "select", .. OfThisSystem];

    private static string[] OfThisSystem => OperatingSystem.IsLinux() ? ["epoll"] : OperatingSystem.IsMacOS() ? ["kqueue"] : OperatingSystem.IsWindows() ? ["afd"] : [];

    /// <summary>Every strategy that this system has, without a duration.</summary>
    public static TheoryData<string> Plain => [.. Names];

    /// <summary>Every strategy that this system has, with and without a duration.</summary>
    public static TheoryData<string> All => [.. Names, "sleep:5ms", "adaptive:50us"];
}
