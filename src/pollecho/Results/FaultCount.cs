using Pollecho.Text;

namespace Pollecho.Results;

/// <summary>How many there are of a kind of fault.</summary>
/// <param name="name">The kind, as reports show it.</param>
/// <param name="count">How many; negative where a period takes some back that an earlier one counted.</param>
internal sealed class FaultCount(string name, long count)
{
    /// <summary>The kind, as reports show it.</summary>
    public string Name { get; } = name;

    /// <summary>How many; negative where a period takes some back that an earlier one counted.</summary>
    public long Count { get; } = count;

    /// <summary>Both: <c>1,200 lost</c>.</summary>
    public override string ToString() => $"{Units.Count(Count)} {Name}";
}
