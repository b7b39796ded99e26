using System.Text.RegularExpressions;
using CsCheck;
using Pollecho.Output;

namespace Pollecho.Tests.Output;

public class TextPageTests
{
    [Fact]
    public void Paragraphs_fit_and_keep_every_word()
    {
        Gen<string> words = Gen.String[Gen.Char['a', 'e'], 1, 12].List[1, 30].Select(list => string.Join(' ', list));
        Gen.Select(words, Gen.Int[16, 120], Gen.Int[0, 6]).Sample((text, width, indent) =>
        {
            using var output = new StringWriter();
            new TextPage(width, false, true).Write(output, text, new string(' ', indent));
            string[] lines = output.ToString().TrimEnd('\n').Split('\n');
            Assert.All(lines, line => Assert.InRange(line.Length, 1, width - 1));
            Assert.Equal(text.Replace(" ", "", StringComparison.Ordinal), Regex.Replace(string.Concat(lines), @"\s", ""));
        });
    }

    [Fact]
    public void Without_UTF_8_there_is_only_ASCII()
    {
        var page = new TextPage(80, false, false);
        Assert.Equal("recv -> x3 in 5 us | ----->", page.Glyphs("recv → ×3 in 5 µs · ────▶─".Replace("▶─", "─▶", StringComparison.Ordinal)));
        Assert.True(page.Glyphs("─═▶◀┃┊●×µ→·…").All(char.IsAscii));
    }

    [Fact]
    public void Colours_are_only_where_they_are_taken()
    {
        Assert.Equal("\u001b[31mx\u001b[0m", new TextPage(80, true, true).Style(TextStyle.Bad, "x"));
        Assert.Equal("x", new TextPage(80, false, true).Style(TextStyle.Bad, "x"));
        Assert.Equal("x", new TextPage(80, true, true).Style(TextStyle.Plain, "x"));
    }

    [Theory]
    [InlineData("C", null, "de_DE.UTF-8", false)]
    [InlineData("", null, "de_DE.UTF-8", true)]
    [InlineData(null, "en_US.utf8", "C", true)]
    [InlineData(null, null, "C", false)]
    [InlineData(null, null, null, false)]
    public void The_first_variable_that_is_set_decides_on_the_characters(string? all, string? type, string? lang, bool utf8)
    {
        var set = new Dictionary<string, string?> { ["LC_ALL"] = all, ["LC_CTYPE"] = type, ["LANG"] = lang };
        Assert.Equal(utf8, TextPage.LocaleIsUtf8(name => set[name]));
    }
}
