using Pollecho.Output.Charts;

namespace Pollecho.Tests.Output.Charts;

/// <summary>Where the labels of points are put.</summary>
public class ChartLabelsTests
{
    private static readonly ChartBox Bounds = new(64, 22, 418, 252);
    private static readonly string[] Names = ["spin", "yield", "sleep:500ms", "select", "epoll", "adaptive", "blocking", "async", "epoll#2", "sleep:1ms#2", "select#3", "spin#12"];

    /// <summary>How points may lie: anywhere, in a few heaps, on a line, on one another.</summary>
    public static TheoryData<string> Kinds => ["anywhere", "in heaps", "in a row", "on one another", "at the edges"];

    [Theory, MemberData(nameof(Kinds))]
    public void No_label_covers_a_mark_or_another_label_or_leaves_the_chart(string kind)
    {
        var random = new Random(1);
        int unplaced = 0;
        for (int round = 0; round < 60; round++)
        {
            ChartMark[] points = [.. Names.Take(random.Next(1, Names.Length + 1)).Select((name, i) => Point(kind, random, i, name))];
            if (ChartLabels.Place(points, Bounds) is not { } labels)
            {
                unplaced++;
                continue;
            }

            string what = $"{kind}, round {round}";
            Assert.Equal(points.OrderBy(point => point.Name), labels.SelectMany(label => label.Points).OrderBy(point => point.Name));
            Assert.All(labels, label => Assert.True(Bounds.Holds(label.Box), what));
            Assert.All(labels, label => Assert.DoesNotContain(points, point => label.Box.Overlaps(ChartBox.Around(point.X, point.Y, ChartLabels.MarkReach))));
            Assert.All(labels, label => Assert.Single(labels, other => other.Box.Overlaps(label.Box)));
            Assert.All(labels, label => Assert.True(label.Box.Right - label.Box.Left + 1e-9 >= label.Points.Max(point => ChartText.Width(point.Name)), what));
        }

        // The chart is made higher for those.
        Assert.InRange(unplaced, 0, 6);
    }

    [Fact]
    public void Three_on_one_another_are_named_by_one_label_with_a_line_to_them()
    {
        IReadOnlyList<ChartLabel> labels = ChartLabels.Place([Mark(200, 100, "epoll"), Mark(202, 101, "adaptive"), Mark(201, 98, "select"), Mark(230, 100, "spin")], Bounds)!;

        ChartLabel three = Assert.Single(labels, label => label.Points.Count > 1);
        Assert.Equal(["select", "epoll", "adaptive"], three.Points.Select(point => point.Name));
        Assert.True(three.HasLeader);
        Assert.Equal("spin", Assert.Single(Assert.Single(labels, label => label != three).Points).Name);
    }

    [Fact]
    public void A_point_that_stands_alone_has_its_name_beside_it()
    {
        ChartLabel label = Assert.Single(ChartLabels.Place([Mark(200, 100, "epoll")], Bounds)!);
        ChartLabel atTheEdge = Assert.Single(ChartLabels.Place([Mark(400, 100, "epoll")], Bounds)!);

        Assert.Equal((210, 100, false), (label.Foot.X, label.Foot.Y, label.HasLeader));
        Assert.Equal((390, 100, false), (atTheEdge.Foot.X, atTheEdge.Foot.Y, atTheEdge.HasLeader));
    }

    [Theory]
    [InlineData(0, 50, 100, 50, true)]
    [InlineData(50, 0, 50, 100, true)]
    [InlineData(0, 0, 100, 100, true)]
    [InlineData(0, 50, 30, 50, false)]
    [InlineData(0, 30, 100, 30, false)]
    [InlineData(0, 80, 80, 0, false)]
    internal void A_box_is_crossed_by_a_line_that_runs_through_it(double fromX, double fromY, double toX, double toY, bool crossed) =>
        Assert.Equal(crossed, new ChartBox(41, 41, 60, 60).IsCrossedBy((fromX, fromY), (toX, toY)));

    private static ChartMark Mark(double x, double y, string name) => new(x, y, name, MarkStyle.All[0]);

    private static ChartMark Point(string kind, Random random, int number, string name)
    {
        (double x, double y) = kind switch
        {
            "in heaps" => (120 + (number % 3 * 110) + (random.NextDouble() * 30), 60 + (number % 2 * 120) + (random.NextDouble() * 30)),
            "in a row" => (80 + (number * 26), 240),
            "on one another" => (200 + random.Next(0, 3), 120 + random.Next(0, 3)),
            "at the edges" => (random.Next(2) == 0 ? 76 : 400, 30 + (random.NextDouble() * 210)),
            _ => (76 + (random.NextDouble() * 324), 30 + (random.NextDouble() * 216)),
        };
        return Mark(x, y, name);
    }
}
