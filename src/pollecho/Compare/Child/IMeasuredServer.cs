namespace Pollecho.Compare.Child;

/// <summary>A server as a measured window sees it.</summary>
internal interface IMeasuredServer
{
    /// <summary>What can be read without its doing anything.</summary>
    WindowEdge Look();

    /// <summary>Asks what it has counted, and waits for the answer, which costs it some microseconds.</summary>
    /// <exception cref="ServerDiedException">There is none.</exception>
    ServerReading Read();
}
