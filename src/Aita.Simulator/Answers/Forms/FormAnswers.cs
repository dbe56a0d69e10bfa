using System.Text.Json;
using System.Text.Json.Nodes;

namespace Aita.Simulator;

/// <summary>
/// Answers the requests of an exam's workflow from the truth. Pure. What it says fills the schema's properties of the same names, so a
/// schema may ask for more or for less.
/// </summary>
internal static class FormAnswers
{
    /// <summary>What is known for the request, or null when it is of no form or the truth to answer it is not there.</summary>
    public static Known? Find(
        JsonElement schema, ChatRequest request, IReadOnlyList<SeenPage> pages, SimulatorOptions options, ulong bodyHash)
    {
        var reading = SeededRandom.For(options.Seed, bodyHash, 1, RandomPurpose.Noise);
        var page = pages.Count > 0 ? pages[0] : null;
        JsonObject? answer = RequestForms.Of(schema) switch
        {
            RequestForm.NameStrip when page is not null => StripForm.Read(page, options.NameNoise, ref reading),
            RequestForm.Questions when page is not null && options.Truth is { } truth => QuestionsForm.Read(pages, truth),
            RequestForm.Blocks when page is not null => BlocksForm.Read(page, options.ReadingNoise, ref reading),
            RequestForm.Grading => Grade(request, options, bodyHash),
            _ => null,
        };
        return answer is null ? null : Known.OfValue(JsonSerializer.SerializeToElement(answer, FormJson.Default.JsonObject));
    }

    private static JsonObject? Grade(ChatRequest request, SimulatorOptions options, ulong bodyHash)
    {
        var random = SeededRandom.For(options.Seed, bodyHash, 1, RandomPurpose.Grading);
        return GradingPrompt.Read(PromptMessage.ReadAll(request)) is { } prompt
            ? SimulatedGrader.Grade(prompt, options.Truth, options.GradingNoise, ref random)
            : null;
    }
}
