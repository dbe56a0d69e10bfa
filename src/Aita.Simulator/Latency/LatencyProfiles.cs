using System.Globalization;

namespace Aita.Simulator;

/// <summary>
/// Token-rate profiles of real models and the text form of latency models. Medians of time to first token, sigmas and tokens per second
/// are fitted to published measurements of 2026 through OpenRouter; sources differ by a factor of two, so read them as scenarios.
/// </summary>
internal static class LatencyProfiles
{
    private static readonly (string Name, double Ttft, double Sigma, double TokensPerSecond)[] Profiles =
    [
        ("gemini-2.5-flash", 0.41, 0.70, 220),
        ("gemini-2.5-flash-lite", 0.321, 0.70, 192),
        ("gemini-2.0-flash", 0.556, 0.87, 137),
        ("gpt-4o-mini", 0.645, 0.32, 105),
        ("claude-3.5-haiku", 0.731, 0.25, 58),
        ("claude-haiku-4.5", 0.65, 0.30, 95),
        ("llama-3.3-70b", 0.761, 0.65, 48),
        ("deepseek-chat", 1.068, 0.63, 26),
        ("mistral-small", 2.735, 0.84, 192),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. Profiles.Select(profile => profile.Name)];

    public static LatencyModel? Find(string name)
    {
        foreach (var profile in Profiles)
        {
            if (string.Equals(profile.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return LatencyModel.TokenRate(TimeSpan.FromSeconds(profile.Ttft), profile.Sigma, profile.TokensPerSecond);
            }
        }

        return null;
    }

    public static LatencyModel Parse(string text)
    {
        string[] parts = text.Split(':');
        return (parts[0].ToLowerInvariant(), parts.Length) switch
        {
            ("none", 1) => LatencyModel.None,
            ("constant", 2) when Number(parts[1]) is { } seconds => LatencyModel.Constant(TimeSpan.FromSeconds(seconds)),
            ("lognormal", 3) when Number(parts[1]) is > 0 and { } mean && Number(parts[2]) is { } sigma =>
                LatencyModel.LogNormal(TimeSpan.FromSeconds(mean), sigma),
            _ => Find(text) ?? throw new FormatException(
                $"The latency '{text}' cannot be read. "
                + $"Use none, constant:SECONDS, lognormal:MEAN_SECONDS:SIGMA or one of: {string.Join(", ", Names)}."),
        };
    }

    /// <summary>A number from 0 to a day in seconds, or null.</summary>
    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value is >= 0 and <= 86_400 ? value : null;
}
