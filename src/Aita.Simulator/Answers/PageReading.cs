using System.Text.Json;

namespace Aita.Simulator;

/// <summary>What the simulator makes of one image.</summary>
/// <param name="Truth">The ground truth embedded in the image; null when there is none.</param>
/// <param name="Text">The transcription with noise; empty for a blank page.</param>
/// <param name="Confidence">0 to 1; falls with the share of characters misread.</param>
/// <param name="Notes">A sentence that says the reading is simulated.</param>
internal sealed record PageReading(JsonElement? Truth, string Text, double Confidence, string Notes)
{
    public static PageReading Of(JsonElement? truth, double errorRate, ref SeededRandom random)
    {
        if (truth is not { } page)
        {
            const string Unreadable = "The simulator cannot read this image: it carries no ground truth of the synthetic exam.";
            return new PageReading(null, $"[{Unreadable}]", 0, Unreadable);
        }

        bool blank = page.TryGetProperty("blank", out var flag) && flag.ValueKind == JsonValueKind.True;
        if (blank)
        {
            return new PageReading(page, "", 1, "Simulated reading: the page is blank.");
        }

        string exact = page.TryGetProperty("transcription", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";
        var (noisy, errors) = ReadingNoise.Apply(exact, errorRate, ref random);
        double share = exact.Length == 0 ? 0 : (double)errors / exact.Length;
        double confidence = Math.Round(Math.Clamp(0.98 - (6 * share) - (0.03 * random.NextDouble()), 0.05, 1), 2);
        return new PageReading(
            page, noisy, confidence, $"Simulated reading of a synthetic page; {errors} of {exact.Length} characters misread.");
    }

    /// <summary>All pages of a request as one reading.</summary>
    public static PageReading Join(IReadOnlyList<PageReading> pages) => pages.Count == 1
        ? pages[0]
        : new PageReading(
            pages.FirstOrDefault(page => page.Truth is not null)?.Truth,
            string.Join("\n\n", pages.Where(page => page.Text.Length > 0).Select(page => page.Text)),
            pages.Min(page => page.Confidence),
            string.Join(' ', pages.Select(page => page.Notes).Distinct(StringComparer.Ordinal)));
}
