using System.Buffers;

namespace Aita.Execution;

/// <summary>
/// Steps through text that should be JSON from one mark of its structure to the next. Knows strings and comments and nothing else, so that it
/// finds its way through text that no parser accepts.
/// </summary>
internal struct JsonWalker(string text, int start)
{
    private static readonly SearchValues<char> StringMarks = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(code => (char)code), '"', '\\']);

    private static readonly SearchValues<char> Structure = SearchValues.Create("{}[]\"/`");

    private int _next = start;

    /// <summary>Where the mark is.</summary>
    public int Index { get; private set; }

    /// <summary>Whether the walker is inside a string.</summary>
    public bool IsInString { get; private set; }

    /// <summary>Goes on to the next mark.</summary>
    public JsonMark Next()
    {
        while (true)
        {
            var step = text.AsSpan(_next).IndexOfAny(IsInString ? StringMarks : Structure);
            if (step < 0)
            {
                _next = Index = text.Length;
                return JsonMark.End;
            }

            Index = _next + step;
            _next = Index + 1;
            if (IsInString)
            {
                return InString();
            }

            if (text[Index] != '/')
            {
                return Outside();
            }

            SkipComment();
        }
    }

    private JsonMark InString()
    {
        switch (text[Index])
        {
            case '"':
                IsInString = false;
                return JsonMark.StringEnd;
            case '\\':
                _next = Math.Min(Index + 2, text.Length);
                return JsonMark.Escape;
            default:
                return JsonMark.Control;
        }
    }

    private JsonMark Outside()
    {
        switch (text[Index])
        {
            case '"':
                IsInString = true;
                return JsonMark.StringStart;
            case '`':
                return JsonMark.Fence;
            case '{' or '[':
                return JsonMark.Open;
            default:
                return JsonMark.Close;
        }
    }

    private void SkipComment()
    {
        var rest = text.AsSpan(Index);
        var (end, length) = rest.StartsWith("//") ? (rest.IndexOf('\n'), 1) : rest.StartsWith("/*") ? (rest[2..].IndexOf("*/"), 4) : (0, 1);
        _next = end < 0 ? text.Length : Index + end + length;
    }
}

/// <summary>What a <see cref="JsonWalker"/> has come upon.</summary>
internal enum JsonMark
{
    /// <summary>The end of the text.</summary>
    End,

    /// <summary>An opening bracket or brace.</summary>
    Open,

    /// <summary>A closing bracket or brace.</summary>
    Close,

    /// <summary>The quote before a string.</summary>
    StringStart,

    /// <summary>The quote after a string.</summary>
    StringEnd,

    /// <summary>A backslash in a string; the walker steps over the character after it too.</summary>
    Escape,

    /// <summary>A raw control character in a string, which JSON forbids.</summary>
    Control,

    /// <summary>A backtick outside of strings: the end of a code fence.</summary>
    Fence,
}
