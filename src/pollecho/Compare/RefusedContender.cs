namespace Pollecho.Compare;

/// <summary>A contender that is made for this system, which does not let it be used.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Reason">Why, in a few words.</param>
internal sealed record RefusedContender(string Name, string Reason);
