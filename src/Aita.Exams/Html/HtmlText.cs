using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Aita.Exams.Html;

/// <summary>
/// HTML that is safe by construction: in <c>HtmlText.Of($"&lt;td title='{x}'&gt;{y}&lt;/td&gt;")</c> every hole is encoded, for text and for quoted
/// attributes alike, unless it is <see cref="Raw"/> or a sequence of them. Holes do not belong in scripts, styles, URLs or unquoted attributes.
/// </summary>
public static class HtmlText
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>The markup with every hole encoded.</summary>
    public static Raw Of(HtmlInterpolation html) => html.ToRaw();

    /// <summary>Text as HTML.</summary>
    public static Raw Encode(string? text) => new(text is null ? "" : Encoder.Encode(text));

    /// <summary>Fragments one after the other.</summary>
    public static Raw Join(IEnumerable<Raw> fragments) => new(string.Concat(fragments.Select(f => f.Value)));
}

/// <summary>Receives the parts of an interpolated string; the compiler calls it.</summary>
[InterpolatedStringHandler]
public readonly ref struct HtmlInterpolation
{
    private readonly StringBuilder _html;

    /// <summary>Starts with room for the literal parts.</summary>
    public HtmlInterpolation(int literalLength, int formattedCount) => _html = new StringBuilder(literalLength + (16 * formattedCount));

    /// <summary>Adds markup written in the program.</summary>
    public void AppendLiteral(string value) => _html.Append(value);

    /// <summary>Adds trusted markup as it is, and any other value as encoded text, formatted independently of the culture; null is empty.</summary>
    public void AppendFormatted<T>(T value, string? format = null)
    {
        Raw markup = value switch
        {
            Raw raw => raw,
            IEnumerable<Raw> fragments => HtmlText.Join(fragments),
            IFormattable formattable => HtmlText.Encode(formattable.ToString(format, CultureInfo.InvariantCulture)),
            _ => HtmlText.Encode(value?.ToString()),
        };
        _html.Append(markup.Value);
    }

    internal Raw ToRaw() => new(_html.ToString());
}
