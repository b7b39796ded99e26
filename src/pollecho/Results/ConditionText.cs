namespace Pollecho.Results;

/// <summary>A condition as typed: a name, an operator (&gt; &gt;= &lt; &lt;=) and a limit, with or without spaces between.</summary>
/// <param name="Name">What it looks at.</param>
/// <param name="Operator">How the figure is compared with the limit.</param>
/// <param name="Limit">The limit, not read yet.</param>
internal sealed record ConditionText(string Name, string Operator, string Limit)
{
    /// <summary>Takes it apart; null if there is no operator in it.</summary>
    public static ConditionText? Split(string text)
    {
        int start = text.AsSpan().IndexOfAny('<', '>');
        if (start < 0)
        {
            return null;
        }

        int length = start + 1 < text.Length && text[start + 1] == '=' ? 2 : 1;
        return new(text[..start].Trim(), text.Substring(start, length), text[(start + length)..].Trim());
    }

    /// <summary>Whether it holds for a figure.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="limit">The limit, read.</param>
    public bool Holds(double figure, double limit) => Operator switch
    {
        ">" => figure > limit,
        ">=" => figure >= limit,
        "<" => figure < limit,
        _ => figure <= limit,
    };
}
