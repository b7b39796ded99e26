using System.Text.RegularExpressions;

namespace Pollecho.Scripts;

/// <summary>The rooms of the source, and who may call whom: CONTRIBUTING's map, held to by the using directives.</summary>
public sealed partial class RoomsTests
{
    private static readonly string[] Leaves = ["Measurement", "Platform", "Time", "Text"];

    /// <summary>Whom each room may call, besides its own native declarations. Nobody calls Commands but the program, nor Output but Commands.</summary>
    private static readonly Dictionary<string, string[]> MayCall = new()
    {
        [""] = ["Commands", "Platform"],
        ["Commands"] = ["Output", "Output.Charts", "Output.Client", "Output.Comparison", "Output.Diff", "Output.Merge", "Output.Server", "Output.Sweep", "Output.Timeline", "Output.Tracing", "Sweep", "Timeline", "Diff", "Merge", "Compare", "Compare.Child", "Client", "Server", "Results", "Results.Files", "Tracing", "Waiting", "Sockets", .. Leaves],
        ["Output"] = Leaves,
        ["Output.Charts"] = ["Output"],
        ["Output.Client"] = ["Output", "Client", "Results", "Sockets", .. Leaves],
        ["Output.Comparison"] = ["Output", "Output.Charts", "Compare", .. Leaves],
        ["Output.Diff"] = ["Output", "Output.Comparison", "Diff", "Compare", .. Leaves],
        ["Output.Merge"] = ["Output", "Output.Client", "Merge", "Client", "Results", "Results.Files", .. Leaves],
        ["Output.Server"] = ["Output", "Server", "Sockets", "Waiting", .. Leaves],
        ["Output.Sweep"] = ["Output", "Output.Charts", "Output.Client", "Sweep", "Client", "Results", .. Leaves],
        ["Output.Timeline"] = ["Output", "Output.Charts", "Output.Tracing", "Timeline", "Compare", "Tracing", .. Leaves],
        ["Output.Tracing"] = ["Output", "Tracing", "Sockets", .. Leaves],
        ["Sweep"] = ["Client", "Results", "Waiting", .. Leaves],
        ["Timeline"] = ["Compare", "Compare.Child", "Tracing", "Sockets", .. Leaves],
        ["Diff"] = ["Compare", "Results", "Results.Files", .. Leaves],
        ["Merge"] = ["Client", "Results", "Results.Files", .. Leaves],
        ["Compare"] = ["Compare.Child", "Compare.Models", "Client", "Results", "Tracing", "Waiting", "Sockets", .. Leaves],
        ["Compare.Child"] = ["Compare.Models", "Server", "Tracing", "Waiting", "Sockets", .. Leaves],
        ["Compare.Models"] = ["Sockets", "Tracing", .. Leaves],
        ["Client"] = ["Results", "Tracing", "Waiting", "Sockets", .. Leaves],
        ["Server"] = ["Tracing", "Waiting", "Sockets", .. Leaves],
        ["Results"] = ["Sockets", .. Leaves],
        ["Results.Files"] = Leaves,
        ["Tracing"] = ["Waiting", "Sockets"],
        ["Waiting"] = ["Time"],
        ["Sockets"] = ["Platform"],
        ["Measurement"] = ["Platform"],
        ["Platform"] = [],
        ["Time"] = [],
        ["Text"] = [],
    };

    [Fact]
    public void No_room_calls_one_that_it_must_not()
    {
        List<string> forbidden = [];
        foreach (string file in Sources())
        {
            string room = Room(file);
            string own = room.EndsWith(".Native", StringComparison.Ordinal) ? room[..^".Native".Length] : room;
            Assert.True(MayCall.ContainsKey(own), $"{file} is in a room that the map does not have: {room}");
            forbidden.AddRange(
                from Match used in Using().Matches(File.ReadAllText(file))
                let callee = used.Groups["room"].Value
                where callee != own + ".Native" && !MayCall[own].Contains(callee)
                select $"{Path.GetRelativePath(Repository.Root, file)} uses {callee}");
        }

        Assert.Empty(forbidden);
    }

    [Fact]
    public void The_map_has_no_cycle()
    {
        var left = MayCall.ToDictionary(room => room.Key, room => room.Value.ToHashSet());
        while (left.FirstOrDefault(room => room.Value.Count == 0).Key is { } leaf)
        {
            left.Remove(leaf);
            foreach (HashSet<string> callees in left.Values)
            {
                callees.Remove(leaf);
            }
        }

        Assert.Empty(left);
    }

    [Fact]
    public void Contributing_shows_the_same_map()
    {
        string contributing = File.ReadAllText(Path.Combine(Repository.Root, "CONTRIBUTING.md"));
        var shown = Row().Matches(contributing).ToDictionary(
            row => row.Groups["room"].Value.Replace('/', '.'),
            row => row.Groups["callees"].Value is "all" ? MayCall["Commands"].Order()
                : Name().Matches(row.Groups["callees"].Value).Select(name => name.Groups["room"].Value.Replace('/', '.'))
                    .Concat(row.Groups["callees"].Value.EndsWith("leaves", StringComparison.Ordinal) ? Leaves : []).Order());

        Assert.Equal(MayCall.Keys.Where(room => room.Length > 0).Order(), shown.Keys.Order());
        Assert.All(shown, room => Assert.Equal(MayCall[room.Key].Order(), room.Value));
    }

    [Fact]
    public void No_two_types_of_two_rooms_have_one_name()
    {
        IEnumerable<string> twice =
            from file in Sources()
            from Match type in TypeName().Matches(File.ReadAllText(file))
            group Room(file) by type.Groups["name"].Value into rooms
            where rooms.Distinct().Count() > 1
            select $"{rooms.Key}: {string.Join(", ", rooms)}";

        Assert.Empty(twice);
    }

    private static IEnumerable<string> Sources() => Directory.EnumerateFiles(Path.Combine(Repository.Root, "src/pollecho"), "*.cs", SearchOption.AllDirectories);

    private static string Room(string file) =>
        Path.GetRelativePath(Path.Combine(Repository.Root, "src/pollecho"), Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '.').TrimStart('.');

    [GeneratedRegex(@"^using (?:static )?Pollecho\.(?<room>[A-Za-z.]+?)(?:(?<=Native)\.[A-Za-z]+)?;", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(@"^\| `(?<room>[A-Za-z/]+)/` \| [^|]+ \| (?<callees>[^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"`(?<room>[A-Za-z/]+)/`")]
    private static partial Regex Name();

    [GeneratedRegex(@"\b(?:class|struct|record|enum|interface) (?<name>[A-Z][A-Za-z]*)(?=[\s(<:;{]|$)", RegexOptions.Multiline)]
    private static partial Regex TypeName();
}
