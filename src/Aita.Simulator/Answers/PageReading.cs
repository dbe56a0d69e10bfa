using System.Text.Json;

namespace Aita.Simulator;

/// <summary>What the simulator makes of one image.</summary>
/// <param name="Truth">The ground truth of what can be seen; null when there is none.</param>
/// <param name="Text">The transcription with noise; empty for a blank page.</param>
/// <param name="Confidence">0 to 1; falls with the share of characters misread.</param>
/// <param name="Notes">A sentence that says the reading is simulated.</param>
internal sealed record PageReading(JsonElement? Truth, string Text, double Confidence, string Notes)
{
    /// <summary>What is said of an image of which nothing is known.</summary>
    public const string Unreadable = "The simulator cannot read this image: it shows no page whose ground truth it knows.";

    private const double Garbage = 0.6;

    public static PageReading Of(SeenPage seen, double errorRate, ref SeededRandom random)
    {
        if (seen.Truth is not { } page || !seen.HasBody)
        {
            return seen.Blank
                ? new PageReading(null, "", 1, "Simulated reading: the page is blank.")
                : new PageReading(seen.Truth, $"[{Unreadable}]", 0, Unreadable);
        }

        var truth = seen.Page;
        if (truth.Blank)
        {
            return new PageReading(page, "", 1, "Simulated reading: the page is blank.");
        }

        var (noisy, errors) = ReadingNoise.Apply(truth.Transcription, seen.Upright ? errorRate : Garbage, ref random);
        if (!seen.Upright)
        {
            return new PageReading(null, noisy, 0.1, "Simulated reading: the page is not upright; hardly anything can be read.");
        }

        double confidence = ConfidenceOf(errors, truth.Transcription.Length, ref random) * truth.MostConfidence;
        return new PageReading(
            page,
            noisy,
            Math.Round(confidence, 2),
            $"Simulated reading of a synthetic page; {errors} of {truth.Transcription.Length} characters misread.");
    }

    /// <summary>Falls with the share of characters misread.</summary>
    public static double ConfidenceOf(int errors, int characters, ref SeededRandom random)
    {
        double share = characters == 0 ? 0 : (double)errors / characters;
        return Math.Clamp(0.98 - (6 * share) - (0.03 * random.NextDouble()), 0.05, 1);
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
