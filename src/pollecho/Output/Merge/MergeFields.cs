using Pollecho.Merge;
using Pollecho.Output.Client;
using Field = Pollecho.Results.ReportField<Pollecho.Merge.MergedRun>;

namespace Pollecho.Output.Merge;

/// <summary>The machine and the options of a merged result, where they are not those of its first client.</summary>
internal static class MergeFields
{
    private static readonly Field[] Own =
    [
        new Field.Text("host", run => run.Traits.List(MergedClient.HostTrait)),
        new Field.Text("source", run => run.Traits.List(MergedTraits.Source)),
        new Field.Number("share_index", run => run.Options.Share.Index),
        new Field.Number("share_count", run => run.Options.Share.Count),
        new Field.Number(OptionFields.Connections, run => run.Options.Connections),
        new Field.Number("rate_messages_per_s", run => run.Options.Rate),
        new Field.Number("count_messages", run => run.Options.Count),
    ];

    /// <summary>The field of that key; null if it is as the first client has it.</summary>
    public static Field? Find(string key) => Array.Find(Own, field => field.Key == key);
}
