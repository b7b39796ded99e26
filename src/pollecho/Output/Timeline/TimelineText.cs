using System.Globalization;
using Pollecho.Text;
using Pollecho.Timeline;

namespace Pollecho.Output.Timeline;

/// <summary>
/// The picture for a terminal: the process on the left, the kernel on the right, time from top to bottom, not to scale.
/// </summary>
/// <param name="output">Where to.</param>
/// <param name="page">How wide that is, and what it can show.</param>
internal sealed class TimelineText(TextWriter output, TextPage page)
{
    private const int TimeWidth = 13, ProcessWidth = 19, ArrowWidth = 12;

    /// <summary>Two lanes need this much.</summary>
    private const int TwoLanes = 79;

    private const string Ask = "─────────▶", Answer = "◀─────────", CopyIn = "═════════▶", CopyOut = "◀═════════";

    private bool IsWide => page.Width >= TwoLanes;

    /// <summary>Writes all exchanges.</summary>
    public static void Write(TextWriter output, TextPage page, TimelineResult result)
    {
        page.Write(output, $"pollecho timeline: {TimelineWords.Staged(result.Plan)}", indent: 2);
        var text = new TimelineText(output, page);
        result.Exchanges.ForEach(text.Write);
    }

    private void Write(Exchange exchange)
    {
        output.WriteLine();
        output.WriteLine(page.Style(TextStyle.Strong, exchange.Contender.Name));
        if (IsWide)
        {
            output.WriteLine(page.Style(TextStyle.Faint, $"{"",TimeWidth}{"process".PadRight(ProcessWidth + ArrowWidth)}kernel"));
        }

        IReadOnlyList<TimelineStep> steps = TimelineSteps.Of(exchange);
        foreach (Row row in steps.SelectMany(Rows).OrderBy(row => row.At))
        {
            bool isStopped = steps.Any(step => step.Kind == StepKind.Blocked && step.Begin < row.At && row.At < step.End);
            Write(isStopped ? row with { Process = "┃" } : row);
        }

        page.Write(output, "  " + string.Join(" · ", TimelineWords.Figures(exchange)), indent: 2);
        page.Write(output, "  " + string.Join(' ', TimelineWords.WhatToSee(exchange)), indent: 2);
        page.Write(output, $"  {TimelineWords.Cost(exchange)}.", indent: 2, TextStyle.Faint);
    }

    private static IEnumerable<Row> Rows(TimelineStep step) => step.Kind switch
    {
        StepKind.Ready => [new(step.Begin, "", "", $"● {step.Answer} sent, ready in {Units.Duration(step.Took)}", TextStyle.Good)],
        StepKind.Replied => [new(step.Begin, "", "", "● the sender has the reply", TextStyle.Good)],
        StepKind.Repeated => [new(step.Begin, step.Call, Ask, step.Answer, TextStyle.Warn) { Notes = Repeated(step) }],
        StepKind.Blocked =>
        [
            new(step.Begin, step.Call, Ask, step.IsPause ? "stops the thread" : "nothing yet: stops the thread", TextStyle.Bad) { Notes = [$"┃ stopped for {Units.Duration(step.Took)}"] },
            new(step.End, "", step.Copies ? CopyOut : Answer, step.Answer, step.Copies ? TextStyle.Copy : TextStyle.Plain),
        ],
        StepKind.Pending =>
        [
            new(step.Begin, step.Call, Ask, "nothing yet: returns at once", TextStyle.Warn) { Notes = [$"┊ no thread waits, for {Units.Duration(step.End - step.PendingAt)}"] },
            new(step.End, "goes on", CopyOut, step.Answer, TextStyle.Copy),
        ],
        _ when step.Copies => [new(step.Begin, step.Call, CopyIn, $"{step.Answer} copied in {Units.Duration(step.Took)}", TextStyle.Copy)],
        _ => [new(step.Begin, step.Call, Ask, $"{step.Answer} ({Units.Duration(step.Took)})", TextStyle.Warn)],
    };

    private static string[] Repeated(TimelineStep step)
    {
        string often = step.Turns == 1 ? $"┊ once, in {Units.Duration(step.Took)}"
            : $"┊ ×{Units.Count(step.Turns)} in {Units.Duration(step.Took)}, one every {Units.Duration(step.Took / step.Turns)}";
        return step.Besides.Count > 0 ? [often, $"┊ besides: {step.BesidesText}"] : [often];
    }

    private void Write(Row row)
    {
        string time = (row.At / 1e6).ToString("0.000 ms", CultureInfo.InvariantCulture).PadLeft(TimeWidth - 2) + "  ";
        if (IsWide)
        {
            TextStyle process = row.Process == "┃" ? TextStyle.Bad : TextStyle.Plain;
            output.WriteLine(page.Style(TextStyle.Faint, time) + page.Style(process, row.Process.PadRight(ProcessWidth))
                + page.Style(row.Style, row.Arrow.PadRight(ArrowWidth) + row.Kernel));
        }
        else
        {
            string between = row.Arrow.Length == 0 ? row.Process.Length > 0 ? " " : "" : row.Process.Length > 0 ? " → " : "← ";
            page.Write(output, time + row.Process + between + row.Kernel, TimeWidth, row.Style);
        }

        foreach (string note in row.Notes)
        {
            int indent = IsWide ? TimeWidth : 2;
            page.Write(output, new string(' ', indent) + note, indent + 2, note[0] == '┃' ? TextStyle.Bad : TextStyle.Faint);
        }
    }

    /// <summary>A line of the picture.</summary>
    private sealed record Row(double At, string Process, string Arrow, string Kernel, TextStyle Style)
    {
        public IReadOnlyList<string> Notes { get; init; } = [];
    }
}
