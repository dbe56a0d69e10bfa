using System.Globalization;

namespace Aita.Cli.Rehearsal;

/// <summary>Writes the state of limits as the headers of one of the providers. Pure.</summary>
internal static class LimitHeaders
{
    /// <summary>The headers; of several limits of one kind the one with the smallest share left.</summary>
    /// <param name="form">Whose headers.</param>
    /// <param name="limits">The limits in force.</param>
    /// <param name="now">Seconds of the limits' clock.</param>
    /// <param name="utcNow">The same moment as a time.</param>
    public static IEnumerable<KeyValuePair<string, string>> Write(HeaderForm form, IEnumerable<LimitCounter> limits, double now, DateTimeOffset utcNow)
    {
        foreach (var kind in limits.GroupBy(static limit => limit.CountsRequests))
        {
            var limit = kind.MinBy(limit => (double)limit.StateAt(now).Left / limit.Capacity)!;
            var (left, reset) = limit.StateAt(now);
            var what = kind.Key ? "requests" : "tokens";
            foreach (var (part, value) in new[] { ("limit", Text(limit.Capacity)), ("remaining", Text(left)), ("reset", Reset(form, reset, utcNow)) })
            {
                yield return new(form == HeaderForm.Anthropic ? $"anthropic-ratelimit-{what}-{part}" : $"x-ratelimit-{part}-{what}", value);
            }
        }
    }

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
