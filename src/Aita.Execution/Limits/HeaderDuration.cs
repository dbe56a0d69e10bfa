using System.Buffers;
using System.Globalization;

namespace Aita.Execution;

/// <summary>
/// Reads the many ways in which providers write "in so long" and "at that moment" as a duration from now: Go durations (<c>6m0s</c>),
/// seconds, Unix time in seconds or milliseconds, RFC 3339 and HTTP dates. Pure.
/// </summary>
internal static class HeaderDuration
{
    /// <summary>Numbers from here on are Unix time in seconds (2001-09-09), not a wait of more than 31 years.</summary>
    private const double FirstEpochSecond = 1e9;

    /// <summary>Numbers from here on are Unix time in milliseconds (2001-09-09).</summary>
    private const double FirstEpochMillisecond = 1e12;

    /// <summary>Numbers from here on are nothing that a provider means (year 5138 in milliseconds).</summary>
    private const double FirstNonsense = 1e14;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    /// <summary>Reads a value. Null when it is missing, garbage, or a negative number of seconds; zero for a moment that has passed.</summary>
    public static TimeSpan? Parse(ReadOnlySpan<char> text, DateTimeOffset now)
    {
        text = text.Trim();
        if (text.IsEmpty)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return FromNumber(number, now);
        }

        return FromGoDuration(text) ?? FromDate(text, now);
    }

    /// <summary>
    /// Whether a value is a duration that tells a fraction of a second. One that could and does not is taken for one that is rounded; a moment becomes a duration by the clock
    /// of this machine, at the time at which its answer arrived.
    /// </summary>
    public static bool IsExact(ReadOnlySpan<char> text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            ? seconds < FirstEpochSecond && text.Contains('.')
            : !text.Contains(':') && (text.Contains('.') || text.TrimEnd() is [.., 'm' or 'u' or 'µ' or 'μ' or 'n', 's']);

    /// <summary>Reads milliseconds. Null when they are missing, garbage or negative.</summary>
    public static TimeSpan? ParseMilliseconds(ReadOnlySpan<char> text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= 0 and < FirstEpochMillisecond
            ? TimeSpan.FromMilliseconds(number)
            : null;

    /// <summary>Reads seconds or Unix time. Null when negative or nonsense.</summary>
    public static TimeSpan? FromNumber(double number, DateTimeOffset now) => number switch
    {
        >= 0 and < FirstEpochSecond => TimeSpan.FromSeconds(number),
        >= FirstEpochSecond and < FirstNonsense / 1000 => UntilEpoch(number * 1000, now),
        >= FirstEpochMillisecond and < FirstNonsense => UntilEpoch(number, now),
        _ => null,
    };

    private static TimeSpan UntilEpoch(double milliseconds, DateTimeOffset now) =>
        NotNegative(DateTimeOffset.UnixEpoch.AddMilliseconds(milliseconds) - now);

    private static TimeSpan? FromDate(ReadOnlySpan<char> text, DateTimeOffset now)
    {
        // Without this, "12" in some form or "May" alone would be a date.
        if (text.Length < 16 || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
        {
            return null;
        }

        return NotNegative(moment - now);
    }

    /// <summary>Reads <c>1h2m3.5s</c>, <c>12ms</c>, <c>250us</c>: numbers, each with a unit.</summary>
    private static TimeSpan? FromGoDuration(ReadOnlySpan<char> text)
    {
        var milliseconds = 0.0;
        while (!text.IsEmpty)
        {
            var digits = text.IndexOfAnyExcept(Digits);
            if (digits <= 0 || !double.TryParse(text[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }

            text = text[digits..];
            var letters = text.IndexOfAny(Digits);
            var unit = letters < 0 ? text : text[..letters];
            var factor = unit switch
            {
                "d" => 86_400_000.0,
                "h" => 3_600_000.0,
                "m" => 60_000.0,
                "s" => 1_000.0,
                "ms" => 1.0,
                "us" or "µs" or "μs" => 0.001,
                "ns" => 0.000_001,
                _ => double.NaN,
            };
            milliseconds += number * factor;
            text = text[unit.Length..];
        }

        return milliseconds is >= 0 and < FirstEpochMillisecond ? TimeSpan.FromMilliseconds(milliseconds) : null;
    }

    private static TimeSpan NotNegative(TimeSpan wait) => wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
}
