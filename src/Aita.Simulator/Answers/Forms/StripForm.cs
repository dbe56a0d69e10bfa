using System.Text.Json.Nodes;

namespace Aita.Simulator;

/// <summary>Reads the name strip of a page: what the visible code says, with misreadings. Pure.</summary>
internal static class StripForm
{
    private const double Garbage = 0.6;

    public static JsonObject Read(SeenPage page, double errorRate, ref SeededRandom random)
    {
        if (!page.HasHead)
        {
            return Answer("", "", 0, isFirst: false, page.Blank ? 0.9 : 0.3);
        }

        var truth = page.Page;
        double rate = page.Upright ? errorRate : Garbage;
        var (name, wrongLetters) = ReadingNoise.Apply(truth.Student, rate, ref random);
        var (id, wrongDigits) = ReadingNoise.Apply(truth.StudentId, rate, ref random);
        if (!page.Upright)
        {
            return Answer(name, id, 0, isFirst: false, 0.1);
        }

        double share = (double)(wrongLetters + wrongDigits) / Math.Max(1, truth.Student.Length + truth.StudentId.Length);
        double confidence = Math.Clamp(0.98 - (2 * share) - (0.03 * random.NextDouble()), 0.05, 1) * truth.MostConfidence;
        return Answer(name, id, truth.Page, truth.Page == 1, confidence);
    }

    private static JsonObject Answer(string name, string id, int page, bool isFirst, double confidence) => new()
    {
        ["student_name"] = name,
        ["student_id"] = id,
        ["page_number"] = page,
        ["is_first_page"] = isFirst,
        ["confidence"] = Math.Round(confidence, 2),
    };
}
