namespace Pollecho.Results;

/// <summary>What a run found of one of several servers.</summary>
/// <param name="Server">What it is called: as it was given, or one of the addresses of a name.</param>
/// <param name="Address">The address that was connected to last.</param>
/// <param name="Connections">How many of the run's connections are to it.</param>
/// <param name="Found">What was found there. The processor time, the turns and the stalls of the client are not divided among servers, and are none of it.</param>
internal sealed record TargetResult(string Server, string Address, int Connections, RunResult Found);
