using Pollecho.Output;

namespace Pollecho.Tests.Output;

/// <summary>Tables on a narrow terminal.</summary>
public class TextTableTests
{
    private static readonly string[][] Rows =
    [
        ["strategy", "messages/s", "RTT p50 µs", "empty calls/msg", "× spin"],
        ["spin", "91,619", "535", "0.51", "1"],
        ["adaptive", "108,393", "61.2", "–", "1.18"],
    ];

    [Theory]
    [InlineData(null)]
    [InlineData(61)]
    public void Where_there_is_room_a_heading_is_one_line(int? width) => Assert.Equal(
        [
            "  strategy  messages/s  RTT p50 µs  empty calls/msg  × spin",
            "  spin          91,619         535             0.51       1",
            "  adaptive     108,393        61.2                –    1.18",
        ],
        Written(width));

    [Fact]
    public void Where_there_is_little_headings_have_several_lines() => Assert.Equal(
        [
            "                         RTT",
            "                         p50      empty     ×",
            "  strategy  messages/s    µs  calls/msg  spin",
            "  spin          91,619   535       0.51     1",
            "  adaptive     108,393  61.2          –  1.18",
        ],
        Written(48));

    [Fact]
    public void Where_there_is_less_the_table_is_several_with_the_first_column_in_each() => Assert.Equal(
        [
            "                         RTT",
            "                         p50",
            "  strategy  messages/s    µs",
            "  spin          91,619   535",
            "  adaptive     108,393  61.2",
            "",
            "                empty     ×",
            "  strategy  calls/msg  spin",
            "  spin           0.51     1",
            "  adaptive          –  1.18",
        ],
        Written(30));

    [Fact]
    public void Where_no_figure_has_room_beside_the_name_it_is_a_block_for_each_row() => Assert.Equal(
        [
            "  spin",
            "    messages/s",
            "      91,619",
            "    RTT p50 µs 535",
            "    empty calls/msg",
            "      0.51",
            "    × spin 1",
        ],
        Written(19)[..7]);

    [Fact]
    public void No_row_is_wider_than_the_terminal_while_each_word_has_room()
    {
        for (int width = 16; width < 80; width++)
        {
            Assert.All(Written(width), line => Assert.InRange(line.Length, 0, width));
        }
    }

    private static string[] Written(int? width)
    {
        using var output = new StringWriter { NewLine = "\n" };
        TextTable.Write(output, Rows, width);
        return output.ToString().TrimEnd('\n').Split('\n');
    }
}
