namespace Pollecho.Compare.Child;

/// <summary>A server under comparison that has ended or does not answer.</summary>
internal sealed class ServerDiedException(string reason) : Exception(reason);
