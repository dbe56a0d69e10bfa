using System.Globalization;
using System.Text.Json;
using Aita.Execution;

namespace Aita.Cli.Rendering;

/// <summary>Requests and what they failed with, as text and as JSON. Pure.</summary>
internal static class RequestReport
{
    /// <summary><c>10 rate limited, 2 overloaded</c>.</summary>
    public static string Errors(FailureCounts failures) =>
        string.Join(", ", failures.ByKind.Select(static entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Count:#,0} {Name(entry.Kind).Replace('_', ' ')}")));

    /// <summary><c>130 requests in earlier runs, 12 retries; failures: 10 rate limited, 2 overloaded</c>.</summary>
    /// <param name="tally">The requests.</param>
    /// <param name="when">What follows their number, a space before it.</param>
    public static string Describe(RequestTally tally, string when = "")
    {
        var retries = tally.Retries > 0 ? $", {Units.Plural(tally.Retries, "retry", "retries")}" : string.Empty;
        var errors = tally.Failures.Total > 0 ? $"; failures: {Errors(tally.Failures)}" : string.Empty;
        return $"{Units.Plural(tally.Requests, "request", "requests")}{when}{retries}{errors}";
    }

    /// <summary>An object with a number for each kind that occurred.</summary>
    public static void WriteErrors(Utf8JsonWriter writer, string name, FailureCounts failures)
    {
        writer.WriteStartObject(name);
        foreach (var (kind, count) in failures.ByKind)
        {
            writer.WriteNumber(Name(kind), count);
        }

        writer.WriteEndObject();
    }

    private static string Name(FailureKind kind) => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());
}
