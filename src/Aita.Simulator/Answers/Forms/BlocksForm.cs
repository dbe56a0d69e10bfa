using System.Text.Json.Nodes;

namespace Aita.Simulator;

/// <summary>Reads the handwriting of a page in blocks, with misreadings. Pure.</summary>
internal static class BlocksForm
{
    private const double Garbage = 0.6;
    private const int FirstLine = 150;
    private const int LastLine = 950;

    public static JsonObject Read(SeenPage page, double errorRate, ref SeededRandom random)
    {
        if (!page.HasBody)
        {
            return page.Blank
                ? Answer([], 0.98, "Simulated reading: nothing is written or printed on this page.")
                : Answer([], 0, PageReading.Unreadable);
        }

        var truth = page.Page;
        if (truth.Answers.Count == 0)
        {
            return Answer([], page.Upright ? 0.99 : 0.2, "Simulated reading: nothing is written on this page.");
        }

        if (!page.Upright)
        {
            string garbage = ReadingNoise.Apply(truth.Transcription, Garbage, ref random).Text;
            return Answer([(JsonNode)Block("", garbage, Box(0, 1))], 0.1, "Simulated reading: the page is not upright; hardly anything can be read.");
        }

        return ReadUpright(truth, errorRate, ref random);
    }

    private static JsonObject ReadUpright(TruthPage truth, double errorRate, ref SeededRandom random)
    {
        int characters = 0;
        int errors = 0;
        var blocks = new JsonArray();
        for (int i = 0; i < truth.Answers.Count; i++)
        {
            var answer = truth.Answers[i];
            var (text, wrong) = ReadingNoise.Apply(answer.Text, errorRate, ref random);
            characters += answer.Text.Length;
            errors += wrong;
            blocks.Add((JsonNode)Block(answer.QuestionId, text, answer.Box is { Count: 4 } box ? box : Box(i, truth.Answers.Count)));
        }

        double confidence = PageReading.ConfidenceOf(errors, characters, ref random) * truth.MostConfidence;
        return Answer(blocks, confidence, $"Simulated reading of a synthetic page; {errors} of {characters} characters misread.");
    }

    private static JsonObject Answer(JsonArray blocks, double confidence, string notes) => new()
    {
        ["blocks"] = blocks,
        ["confidence"] = Math.Round(confidence, 2),
        ["notes"] = notes,
    };

    private static JsonObject Block(string question, string text, IReadOnlyList<int> box) => new JsonObject
    {
        ["question_id"] = question,
        ["text"] = text,
        ["box"] = new JsonArray([.. box.Select(side => (JsonNode)side)]),
    };

    /// <summary>A place for a block whose place is not in the truth: one below the other.</summary>
    private static int[] Box(int index, int count)
    {
        int height = (LastLine - FirstLine) / count;
        return [FirstLine + (index * height), 60, FirstLine + ((index + 1) * height), 960];
    }
}
