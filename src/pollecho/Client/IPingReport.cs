using Pollecho.Results;

namespace Pollecho.Client;

/// <summary>Shown what happens while the client works like ping, on the client's thread.</summary>
internal interface IPingReport : IReplyObserver
{
    /// <summary>Replies have stopped. Called after what shows that.</summary>
    void OutageBegan(Outage outage);

    /// <summary>Replies come again: called after the first of them. Or the run is over, and they do not.</summary>
    void OutageEnded(Outage outage);
}
