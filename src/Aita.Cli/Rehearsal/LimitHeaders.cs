using System.Globalization;

namespace Aita.Cli.Rehearsal;

/// <summary>Writes the state of limits as the headers of one of the providers. Pure.</summary>
internal static class LimitHeaders
{
    /// <summary>The headers; of several limits of one unit the one with the smallest share left. Limits that the form has no name for are not told.</summary>
    /// <param name="form">Whose headers.</param>
    /// <param name="limits">The limits in force.</param>
    /// <param name="now">Seconds of the limits' clock.</param>
    /// <param name="utcNow">The same moment as a time.</param>
    public static IEnumerable<KeyValuePair<string, string>> Write(HeaderForm form, IEnumerable<LimitCounter> limits, double now, DateTimeOffset utcNow)
    {
        foreach (var unit in limits.GroupBy(static limit => limit.Unit))
        {
            if (NameOf(unit.Key, form) is not { } what)
            {
                continue;
            }

            var limit = unit.MinBy(limit => (double)limit.StateAt(now).Left / limit.Capacity)!;
            var (left, reset) = limit.StateAt(now);
            foreach (var (part, value) in new[] { ("limit", Text(limit.Capacity)), ("remaining", Text(left)), ("reset", Reset(form, reset, utcNow)) })
            {
                yield return new(form == HeaderForm.Anthropic ? $"anthropic-ratelimit-{what}-{part}" : $"x-ratelimit-{part}-{what}", value);
            }
        }
    }

    private static string? NameOf(LimitUnit unit, HeaderForm form) => unit switch
    {
        LimitUnit.Requests => "requests",
        LimitUnit.Tokens => "tokens",
        LimitUnit.InputTokens when form == HeaderForm.Anthropic => "input-tokens",
        LimitUnit.OutputTokens when form == HeaderForm.Anthropic => "output-tokens",
        _ => null,
    };

    private static string Reset(HeaderForm form, double seconds, DateTimeOffset utcNow) => form switch
    {
        HeaderForm.Anthropic => utcNow.AddSeconds(Math.Ceiling(seconds)).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        HeaderForm.Azure => Text((long)Math.Ceiling(seconds)),
        _ when seconds < 1 => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(seconds * 1000)}ms"),
        _ when seconds < 60 => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(seconds * 1000) / 1000}s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(seconds / 60)}m{Math.Ceiling(seconds % 60)}s"),
    };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
