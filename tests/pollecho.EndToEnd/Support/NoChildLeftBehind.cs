using Pollecho.EndToEnd;
using Xunit;

[assembly: AssemblyFixture(typeof(NoChildLeftBehind))]

namespace Pollecho.EndToEnd;

/// <summary>Fails the run if, after the last test, a process that one of them started was not seen to end.</summary>
public sealed class NoChildLeftBehind : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Assert.Empty(ChildProcess.LeftBehind);
}
