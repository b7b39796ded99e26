using Pollecho.Output;

namespace Pollecho.Tests.Output;

/// <summary>Sentences on a narrow terminal.</summary>
public class WordWrapTests
{
    private const string Sentence = "   - beside 2,000 silent connections the median delay was 552 µs with epoll, 1,780 µs with spin";

    [Fact]
    public void A_sentence_is_broken_between_words_and_goes_on_below_its_beginning() => Assert.Equal(
        [
            "   - beside 2,000 silent connections",
            "     the median delay was 552 µs with",
            "     epoll, 1,780 µs with spin",
        ],
        WordWrap.Lines(Sentence, 39, indent: 5));

    [Fact]
    public void A_line_that_is_filled_to_its_end_is_left_whole()
    {
        Assert.Equal(["ab cd", "ef"], WordWrap.Lines("ab cd ef", 5, indent: 0));
        Assert.Equal(["ab cd"], WordWrap.Lines("ab cd", 5, indent: 0));
    }

    [Fact]
    public void Without_a_width_it_is_left_as_it_is() => Assert.Equal([Sentence], WordWrap.Lines(Sentence, null, indent: 5));

    [Fact]
    public void At_any_width_it_ends_and_no_word_is_lost()
    {
        for (int width = 0; width <= Sentence.Length; width++)
        {
            string[] lines = [.. WordWrap.Lines(Sentence, width, indent: 5)];
            Assert.Equal(Words(Sentence), lines.SelectMany(Words));
            Assert.All(lines, line => Assert.True(line.Length <= width || Words(line).Count() <= 2, line));
        }
    }

    private static IEnumerable<string> Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
