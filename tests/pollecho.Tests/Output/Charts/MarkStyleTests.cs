using System.Globalization;
using Pollecho.Compare;
using Pollecho.Output.Charts;
using Pollecho.Waiting;

namespace Pollecho.Tests.Output.Charts;

/// <summary>How marks, curves and areas are told apart in pictures.</summary>
public class MarkStyleTests
{
    [Fact]
    public void No_two_have_a_name_a_colour_or_a_mark_in_common()
    {
        Assert.All(
            new Func<MarkStyle, string>[] { style => style.Kind, style => style.Colour.Light, style => style.Colour.Dark, style => style.Mark },
            read => Assert.Distinct(MarkStyle.All.Select(read)));
    }

    [Theory]
    [InlineData("1 0 0 0 1 0 0 0 1")]
    [InlineData("0.152 1.053 -0.205 0.115 0.786 0.099 -0.004 -0.048 1.052")]
    [InlineData("0.367 0.861 -0.228 0.280 0.673 0.047 -0.012 0.043 0.969")]
    [InlineData("1.256 -0.077 -0.179 -0.078 0.931 0.148 0.005 0.691 0.304")]
    public void Colours_are_far_apart_also_to_the_colour_blind(string seen)
    {
        // What is seen of linear red, green and blue: all of it, or without long, medium or short waves (Machado et al., 2009).
        double[] matrix = [.. seen.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
        foreach (Func<Shade, string> read in new Func<Shade, string>[] { shade => shade.Light, shade => shade.Dark })
        {
            double[][] colours = [.. MarkStyle.All.Select(style => Lab(read(style.Colour), matrix))];
            for (int i = 0; i < colours.Length; i++)
            {
                for (int j = 0; j < i; j++)
                {
                    if (!MayMeet(MarkStyle.All[i].Kind, MarkStyle.All[j].Kind))
                    {
                        continue;
                    }

                    double distance = Math.Sqrt(colours[i].Zip(colours[j], (a, b) => (a - b) * (a - b)).Sum());
                    Assert.True(distance > 0.1, $"{read(MarkStyle.All[i].Colour)} of {MarkStyle.All[i].Kind} is too near to {MarkStyle.All[j].Kind}'s.");
                }
            }
        }
    }

    [Fact]
    public void Colours_stand_out_from_the_ground_as_far_as_WCAG_asks_of_graphics()
    {
        foreach (Func<Shade, string> read in new Func<Shade, string>[] { shade => shade.Light, shade => shade.Dark })
        {
            Assert.All(
                MarkStyle.All.Select(style => style.Colour).Append(ChartColours.Faint),
                colour => Assert.InRange(Contrast(read(colour), read(ChartColours.Panel)), 3, 21));
        }
    }

    /// <summary>Whether there is a system that has both.</summary>
    private static bool MayMeet(string one, string other) => OnlyOn(one) is not { } system || OnlyOn(other) is not { } another || system == another;

    private static string? OnlyOn(string name) => name == Contender.IoUring.Name ? "Linux" : WaitStrategies.Find(name)?.OnlyOn;

    /// <summary>How far the luminance of two colours is apart, from 1 to 21 (WCAG 2.2, "contrast ratio").</summary>
    private static double Contrast(string one, string other)
    {
        double[] luminances = [.. new[] { one, other }.Select(colour => Times([0.2126, 0.7152, 0.0722, 0, 0, 0, 0, 0, 0], Linear(colour))[0]).Order()];
        return (luminances[1] + 0.05) / (luminances[0] + 0.05);
    }

    /// <summary>A colour in OKLab, in which distances are as they are seen (https://bottosson.github.io/posts/oklab/).</summary>
    private static double[] Lab(string colour, double[] seen)
    {
        double[] rgb = [.. Times(seen, Linear(colour)).Select(part => Math.Clamp(part, 0, 1))];
        double[] cones = [.. Times([0.4122, 0.5363, 0.0514, 0.2119, 0.6807, 0.1074, 0.0883, 0.2817, 0.6300], rgb).Select(Math.Cbrt)];
        return Times([0.2105, 0.7936, -0.0041, 1.9780, -2.4286, 0.4506, 0.0259, 0.7828, -0.8087], cones);
    }

    private static double[] Linear(string colour) =>
        [.. Enumerable.Range(0, 3).Select(part => int.Parse(colour.AsSpan(1 + (2 * part), 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)
            .Select(part => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4))];

    private static double[] Times(double[] matrix, double[] vector) =>
        [.. Enumerable.Range(0, 3).Select(row => Enumerable.Range(0, 3).Sum(column => matrix[(3 * row) + column] * vector[column]))];
}
