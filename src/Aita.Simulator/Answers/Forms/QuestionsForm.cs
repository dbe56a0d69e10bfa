using System.Text.Json.Nodes;

namespace Aita.Simulator;

/// <summary>Reads the printed questions of the pages shown; what stands on a page that is not upright or not shown is not seen. Pure.</summary>
internal static class QuestionsForm
{
    public static JsonObject Read(IReadOnlyList<SeenPage> pages, SimulatedTruth truth)
    {
        var numbers = pages.Where(page => page is { HasBody: true, Upright: true }).Select(page => page.Page.Page).ToHashSet();
        var questions = truth.Questions.Where(question => numbers.Contains(question.PageNumber));
        return new JsonObject
        {
            ["exam_name"] = numbers.Count > 0 ? truth.Exam : "",
            ["total_pages"] = numbers.Count > 0 ? truth.TotalPages : 0,
            ["printed_total"] = numbers.Contains(1) ? truth.PrintedTotal : 0,
            ["questions"] = new JsonArray([.. questions.Select(question => (JsonNode)Question(question))]),
            ["confidence"] = numbers.Count > 0 ? 0.97 : 0.1,
            ["notes"] = numbers.Count > 0 ? "" : "Simulated reading: no page of the synthetic exam is shown upright.",
        };
    }

    private static JsonObject Question(TruthQuestion question) => new JsonObject
    {
        ["question_id"] = question.QuestionId,
        ["question_text"] = question.QuestionText,
        ["points"] = question.Points,
        ["question_type"] = question.QuestionType,
        ["page_number"] = question.PageNumber,
    };
}
