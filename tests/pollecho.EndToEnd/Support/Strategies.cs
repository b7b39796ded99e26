using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>The ways of waiting, as they are given to <c>--wait</c>.</summary>
public static class Strategies
{
    /// <summary>Every strategy that this system has, with and without a duration.</summary>
    public static TheoryData<string> All
    {
        get
        {
            TheoryData<string> all = ["adaptive", "spin", "yield", "sleep", "select", "sleep:5ms", "adaptive:50us"];
            if (OperatingSystem.IsLinux())
            {
                all.Add("epoll");
            }

            return all;
        }
    }
}
