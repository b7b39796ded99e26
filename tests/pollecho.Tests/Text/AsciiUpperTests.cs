using CsCheck;
using Pollecho.Text;

namespace Pollecho.Tests.Text;

public class AsciiUpperTests
{
    [Fact]
    public void Only_the_letters_a_to_z_change()
    {
        byte[] all = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
        byte[] expected = [.. all];
        for (int letter = 'a'; letter <= 'z'; letter++)
        {
            expected[letter] = (byte)(letter - 'a' + 'A');
        }

        AsciiUpper.Convert(all);

        Assert.Equal(expected, all);
    }

    [Fact]
    public void Utf8_text_passes_through_unharmed()
    {
        byte[] text = "größe ñandú 日本 abc"u8.ToArray();

        AsciiUpper.Convert(text);

        Assert.Equal("GRößE ñANDú 日本 ABC"u8.ToArray(), text);
    }

    [Fact]
    public void Any_length_and_any_bytes_become_what_one_byte_at_a_time_becomes() =>
        Gen.Byte.Array[0, 200].Sample(bytes =>
        {
            byte[] converted = [.. bytes];
            AsciiUpper.Convert(converted);
            return converted.SequenceEqual(bytes.Select(AsciiUpper.Upper));
        });
}
