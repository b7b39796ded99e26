using Pollecho.Compare;

namespace Pollecho.Timeline;

/// <summary>What a timeline is about to record.</summary>
/// <param name="Contender">With whom.</param>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Count">How many there are.</param>
internal sealed record TimelineProgress(Contender Contender, int Number, int Count);
