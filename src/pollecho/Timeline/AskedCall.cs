namespace Pollecho.Timeline;

/// <summary>Calls that asked the system for something.</summary>
/// <param name="Name">The system's name for them.</param>
/// <param name="Count">How many there were.</param>
internal sealed record AskedCall(string Name, long Count);
