namespace Aita.Execution;

/// <summary>Where a piece of JSON in a text is. Pure.</summary>
/// <param name="Start">Index of its opening bracket.</param>
/// <param name="Length">Its length.</param>
/// <param name="Ending">How it ends.</param>
/// <param name="IsInString">Whether it ends inside a string.</param>
internal readonly record struct JsonExtent(int Start, int Length, JsonEnding Ending, bool IsInString)
{
    private const int MaxDepth = 64;

    /// <summary>Follows the brackets from an opening one.</summary>
    public static JsonExtent Follow(string text, int start)
    {
        var walker = new JsonWalker(text, start);
        var depth = 0;
        while (true)
        {
            switch (walker.Next())
            {
                case JsonMark.Open:
                    depth++;
                    break;
                case JsonMark.Close when --depth <= 0:
                    return new(start, walker.Index + 1 - start, JsonEnding.Closed, IsInString: false);
                case JsonMark.Fence:
                    return new(start, walker.Index - start, JsonEnding.Unclosed, IsInString: false);
                case JsonMark.End:
                    // A quote that is missing or not escaped swallows the rest; what ends like a whole answer was not cut off.
                    var looksWhole = walker.IsInString && text.AsSpan().TrimEnd()[^1] is '}' or ']' or '`';
                    return new(start, text.Length - start, looksWhole ? JsonEnding.Unclosed : JsonEnding.CutOff, walker.IsInString);
            }
        }
    }

    /// <summary>
    /// Whether an opening bracket begins JSON rather than a remark such as <c>[sic]</c> or <c>{x}</c>: an object with a quoted name, or an
    /// array of objects or strings. If such a piece cannot be read, what is inside of it is a fragment, not the answer.
    /// </summary>
    public static bool BeginsJson(string text, int start)
    {
        var at = start;
        for (var depth = 0; text[at] == '[' && depth < MaxDepth; depth++)
        {
            at = SkipSpace(text, at + 1);
            if (at >= text.Length)
            {
                return true;
            }
        }

        if (text[at] == '{')
        {
            at = SkipSpace(text, at + 1);
            return at >= text.Length || (text[at] == '"' && FollowsString(text, at, ":"));
        }

        return text[at] == '"' && FollowsString(text, at, ",]");
    }

    private static bool FollowsString(string text, int quote, string expected)
    {
        var walker = new JsonWalker(text, quote);
        JsonMark mark;
        do
        {
            mark = walker.Next();
        }
        while (mark is not (JsonMark.StringEnd or JsonMark.End));

        var after = SkipSpace(text, walker.Index + 1);
        return after >= text.Length || expected.Contains(text[after], StringComparison.Ordinal);
    }

    private static int SkipSpace(string text, int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        return at;
    }
}

/// <summary>How a piece of JSON in a text ends.</summary>
internal enum JsonEnding
{
    /// <summary>With the bracket that closes the first one.</summary>
    Closed,

    /// <summary>With the text, in the middle: it was cut off.</summary>
    CutOff,

    /// <summary>With a bracket or quote missing, though the text goes on or ends as if it were complete.</summary>
    Unclosed,
}
