using Pollecho.Compare;
using Pollecho.Text;
using Pollecho.Timeline;

namespace Pollecho.Output.Timeline;

/// <summary>The pictures as Mermaid sequence diagrams (https://mermaid.js.org/syntax/sequenceDiagram.html) in Markdown.</summary>
internal static class TimelineMermaid
{
    /// <summary>Writes all.</summary>
    public static void Write(TextWriter output, TimelineResult result)
    {
        foreach ((Contender contender, string reason) in result.Failures)
        {
            output.WriteLine($"{TimelineWords.Failure(contender, reason)}.\n");
        }

        foreach (Exchange exchange in result.Exchanges)
        {
            output.WriteLine($"## {exchange.Contender.Name}\n\n```mermaid\nsequenceDiagram");
            output.WriteLine("    participant P as process\n    participant K as kernel\n    participant S as sender");
            foreach (Arrow arrow in TimelineSteps.Of(exchange).SelectMany(Arrows).OrderBy(arrow => arrow.At))
            {
                output.WriteLine(arrow.Lines);
            }

            output.WriteLine("```\n");
            output.WriteLine(string.Join(" · ", TimelineWords.Figures(exchange)) + ".\n");
            output.WriteLine(string.Join(' ', TimelineWords.WhatToSee(exchange)) + "\n");
        }
    }

    /// <summary>A call that stops is two arrows, as the message may come between them.</summary>
    private static IEnumerable<Arrow> Arrows(TimelineStep step) => step.Kind switch
    {
        StepKind.Ready => [new(step.Begin, $"    S->>K: {step.Answer}")],
        StepKind.Replied => [new(step.Begin, "    K-->>S: the reply")],
        StepKind.Repeated => [new(step.Begin, $"    loop {Units.Count(step.Turns)} times in {Units.Duration(step.Took)}\n    P->>K: {step.Call}\n    K-->>P: {step.Answer}"
            + (step.Besides.Count > 0 ? $"\n    Note over P: besides {step.BesidesText}\n    end" : "\n    end"))],
        StepKind.Blocked => [new(step.Begin, $"    P->>K: {step.Call}\n    Note over P: stopped for {Units.Duration(step.Took)}"), new(step.End, $"    K-->>P: {step.Answer}")],
        StepKind.Pending => [new(step.Begin, $"    P->>K: {step.Call}\n    K-->>P: nothing yet, returns at once"), new(step.End, $"    K-->>P: goes on with {step.Answer}")],
        _ => [new(step.Begin, $"    P->>K: {step.Call}\n    K-->>P: {step.Answer} in {Units.Duration(step.Took)}")],
    };

    /// <summary>Lines of a diagram, and when what they show was.</summary>
    private sealed record Arrow(double At, string Lines);
}
