using Pollecho.Commands;

namespace Pollecho.Tests.Commands;

/// <summary>Code points by number and name.</summary>
public class CodePointsTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("63", 63)]
    [InlineData("46", 46)]
    [InlineData("cs0", 0)]
    [InlineData("cs1", 8)]
    [InlineData("cs7", 56)]
    [InlineData("af11", 10)]
    [InlineData("af13", 14)]
    [InlineData("af41", 34)]
    [InlineData("af43", 38)]
    [InlineData("ef", 46)]
    [InlineData("EF", 46)]
    [InlineData("va", 44)]
    [InlineData("le", 1)]
    public void A_code_point_is_read(string text, int number) => Assert.Equal(number, CodePoints.Read(text));

    [Theory]
    [InlineData("64")]
    [InlineData("-1")]
    [InlineData("")]
    [InlineData(" 1")]
    [InlineData("1.0")]
    [InlineData("0x2e")]
    [InlineData("cs8")]
    [InlineData("af44")]
    [InlineData("af51")]
    [InlineData("af4")]
    [InlineData("expedited")]
    public void What_is_none_is_not(string text) => Assert.Null(CodePoints.Read(text));

    [Fact]
    public void There_are_23_names() => Assert.Equal(23, CodePoints.Names.Distinct().Count());
}
