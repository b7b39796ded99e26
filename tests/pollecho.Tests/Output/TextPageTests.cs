using Pollecho.Output;

namespace Pollecho.Tests.Output;

public class TextPageTests
{
    [Fact]
    public void Without_UTF_8_there_is_only_ASCII()
    {
        var page = new TextPage(80, false, false);
        Assert.Equal("recv -> x3 in 5 us ; ----->", page.Glyphs("recv → ×3 in 5 µs · ────▶─".Replace("▶─", "─▶", StringComparison.Ordinal)));
        Assert.True(page.Glyphs("─–═▶◀┃┊●×µ→·…").All(char.IsAscii));
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
