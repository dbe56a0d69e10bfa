using System.Security.Cryptography;
using System.Text;

namespace Aita.Exams.Prompts;

/// <summary>
/// Delimits text of students as data. The fence's tag comes from a hash of the text itself, so the text cannot contain it: whoever writes the
/// answer cannot close the fence, and equal text always gives an equal prompt.
/// </summary>
internal static class UntrustedText
{
    private const int TagBytes = 8;

    /// <summary>The text between an opening and a closing line that occur nowhere in it.</summary>
    /// <param name="label">What the text is, such as <c>student-answer</c>: lower-case letters, digits and hyphens.</param>
    /// <param name="text">The text, inserted as it is.</param>
    /// <exception cref="ArgumentException">The label has other characters.</exception>
    public static FencedText Fence(string label, string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(label);
        ArgumentNullException.ThrowIfNull(text);
        if (label.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-'))
        {
            throw new ArgumentException($"The label '{label}' must have lower-case letters, digits and hyphens only.", nameof(label));
        }

        for (var attempt = 0; ; attempt++)
        {
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{attempt}\n{label}\n{text}"));
            var mark = Convert.ToHexStringLower(hash.AsSpan(0, TagBytes));
            if (!text.Contains(mark, StringComparison.OrdinalIgnoreCase))
            {
                var tag = $"{label}-{mark}";
                return new FencedText(tag, $"<{tag}>\n{text}\n</{tag}>");
            }
        }
    }
}

/// <summary>Delimited text.</summary>
/// <param name="Tag">The name of the fence, for the sentence that says that everything inside is data.</param>
/// <param name="Block">Opening line, text, closing line.</param>
internal sealed record FencedText(string Tag, string Block)
{
    /// <summary>The block.</summary>
    public override string ToString() => Block;
}
