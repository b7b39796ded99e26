using Pollecho.EndToEnd;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestPipelineStartup(typeof(BinaryRequired))]

namespace Pollecho.EndToEnd;

/// <summary>Ends the run before the first test, with one message, when POLLECHO_BINARY is set to something else than a binary.</summary>
public sealed class BinaryRequired : ITestPipelineStartup
{
    /// <inheritdoc/>
    public ValueTask StartAsync(IMessageSink diagnosticMessageSink)
    {
        if (PollechoBinary.Misnamed() is string reason)
        {
            // An exception here would come out as a page of the test platform's stack.
            Console.Error.WriteLine(reason);
            Environment.Exit(1);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask StopAsync() => ValueTask.CompletedTask;
}
