namespace Aita.Execution;

/// <summary>Makes one short line of a text that somebody else wrote, so that it fits into a message.</summary>
internal static class OneLine
{
    /// <summary>Longest line, in characters.</summary>
    public const int MaxLength = 400;

    /// <summary>Line breaks, tabs and other control characters become single spaces; a long text is cut.</summary>
    public static string Of(string text)
    {
        Span<char> line = stackalloc char[MaxLength];
        var length = 0;
        foreach (var c in text)
        {
            var isSpace = char.IsWhiteSpace(c) || char.IsControl(c);
            if (isSpace && (length == 0 || line[length - 1] == ' '))
            {
                continue;
            }

            if (length == MaxLength)
            {
                length -= char.IsHighSurrogate(line[^2]) ? 1 : 0; // never half a character
                line[length - 1] = '…';
                break;
            }

            line[length++] = isSpace ? ' ' : c;
        }

        return line[..length].TrimEnd().ToString();
    }
}
