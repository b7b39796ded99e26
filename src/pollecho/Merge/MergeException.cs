namespace Pollecho.Merge;

/// <summary>Results that are no parts of one measurement.</summary>
/// <param name="message">Why, and what to do.</param>
internal sealed class MergeException(string message) : Exception(message);
