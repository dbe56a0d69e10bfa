using System.Globalization;
using System.Text.Json.Nodes;

namespace Aita.Simulator;

/// <summary>
/// Grades as a fair model would: an answer it knows gets its true points, criterion by criterion in their order, with quotes that stand in
/// it; one it does not know gets nothing, with little confidence. It does not report orders in an answer: finding them is the business of
/// who asks. It obeys those that the prompt's structure does not stop. Pure.
/// </summary>
internal static class SimulatedGrader
{
    private const int QuoteLength = 60;
    private const string Illegible = "[unclear]";

    public static JsonObject Grade(GradingPrompt prompt, SimulatedTruth? truth, GradingNoise noise, ref SeededRandom random)
    {
        decimal most = prompt.Criteria.Sum(criterion => criterion.Points);
        if (prompt.Obeys)
        {
            return Answer(prompt, most, 0.99, "Simulated feedback: full marks, as asked.", []);
        }

        var match = AnswerMatch.Best(truth?.AnswersTo(prompt.QuestionId) ?? [], prompt.Answer);
        if (match.Known is null)
        {
            return Answer(prompt, 0, 0.25, "Simulated feedback: this answer is not in the truth of the simulator.", ["The answer is not understood."]);
        }

        decimal points = noise.Apply(Math.Min(match.Known.Points, most), most, ref random);
        double confidence = 0.97 - (2 * (1 - match.Similarity)) - (0.04 * random.NextDouble());
        string[] concerns = [];
        if (prompt.Answer.Contains(Illegible, StringComparison.Ordinal))
        {
            confidence = Math.Min(confidence, 0.5);
            concerns = ["A part of the answer could not be read."];
        }

        return Answer(prompt, points, confidence, Feedback(points, most), concerns);
    }

    private static JsonObject Answer(GradingPrompt prompt, decimal points, double confidence, string feedback, string[] concerns)
    {
        string[] lines = [.. prompt.Answer.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        var criteria = new JsonArray();
        decimal left = points;
        for (int i = 0; i < prompt.Criteria.Count; i++)
        {
            var (number, most) = prompt.Criteria[i];
            decimal earned = Math.Min(left, most);
            left -= earned;
            criteria.Add((JsonNode)new JsonObject
            {
                ["criterion"] = number,
                ["points"] = earned,
                ["quote"] = earned > 0 && lines.Length > 0 ? Cut(lines[i % lines.Length]) : "",
                ["reason"] = earned == most ? "Simulated reason: fulfilled." : earned > 0 ? "Simulated reason: fulfilled in part." : "Simulated reason: not fulfilled.",
            });
        }

        return new JsonObject
        {
            ["criteria"] = criteria,
            ["feedback"] = feedback,
            ["confidence"] = Math.Round(Math.Clamp(confidence, 0.05, 1), 2),
            ["concerns"] = new JsonArray([.. concerns.Select(concern => (JsonNode)concern)]),
        };
    }

    private static string Feedback(decimal points, decimal most) =>
        string.Create(CultureInfo.InvariantCulture, $"Simulated feedback: {points:0.##} of {most:0.##} points.");

    /// <summary>The first words of a line, as they stand there.</summary>
    private static string Cut(string line)
    {
        int end = line.Length <= QuoteLength ? line.Length : line.LastIndexOf(' ', QuoteLength);
        return line[..(end > 0 ? end : QuoteLength)];
    }
}
