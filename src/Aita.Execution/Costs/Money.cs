using System.Globalization;

namespace Aita.Execution;

/// <summary>Reads amounts of USD that providers send as text.</summary>
internal static class Money
{
    /// <summary>Reads a price or a cost. Null when the text is no amount, or a negative one.</summary>
    public static decimal? Parse(string? text) => ParseBalance(text) is >= 0 and var amount ? amount : null;

    /// <summary>Reads a balance, which may be negative. Null when the text is no amount.</summary>
    public static decimal? ParseBalance(string? text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var amount) ? amount : null;
}
