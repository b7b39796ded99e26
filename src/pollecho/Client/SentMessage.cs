using Pollecho.Results;

namespace Pollecho.Client;

/// <summary>A message that was sent.</summary>
/// <param name="SentAt">When it was handed to the system, as Stopwatch counts.</param>
/// <param name="DueAt">When it should have been, in an open loop; else the same.</param>
/// <param name="State">How far it has been judged.</param>
internal readonly record struct SentMessage(long SentAt, long DueAt, MessageState State);
