using CsCheck;
using Pollecho.Output;

namespace Pollecho.Tests.Output;

public class EscapeTests
{
    [Fact]
    public void Text_is_shown_as_it_is() => Assert.Equal("\"17 HELLO größe\"", Escape.Quote("17 HELLO größe"u8, 64));

    [Fact]
    public void Control_characters_are_shown_by_their_bytes() =>
        Assert.Equal("\"a\\x1b[31m\\x0a\\x00\\x7f\\xc2\\x9b\"", Escape.Quote("a\u001b[31m\n\0\u007f\u009b"u8, 64));

    [Fact]
    public void What_turns_text_around_is_shown_by_its_bytes() =>
        Assert.Equal("\"\\xe2\\x80\\xae\"", Escape.Quote("\u202e"u8, 64));

    [Fact]
    public void What_is_not_utf8_is_shown_by_its_bytes() => Assert.Equal("\"\\xff\\xc3\"", Escape.Quote([0xff, 0xc3], 64));

    [Fact]
    public void Quotes_and_backslashes_are_escaped() => Assert.Equal("\"\\\"\\\\\"", Escape.Quote("\"\\"u8, 64));

    [Fact]
    public void A_long_message_is_cut() => Assert.Equal("\"abc\"…", Escape.Quote("abcdef"u8, 3));

    [Fact]
    public void A_line_stays_one_line_and_keeps_the_rest() =>
        Assert.Equal(@"a ""größe"" in C:\temp\x0a\xe2\x80\xa8b", Escape.Line("a \"größe\" in C:\\temp\n\u2028b"));

    [Fact]
    public void No_byte_sequence_gets_a_control_character_through() =>
        Gen.Byte.Array[0, 50].Sample(bytes => !Escape.Quote(bytes, 64).Any(char.IsControl));
}
