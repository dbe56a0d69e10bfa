using System.Text.Json;
using Aita.Exams.Domain;

namespace Aita.Exams.Tests.Domain;

/// <summary>Files with the shape and the oddities of the existing Python system, written by hand.</summary>
public sealed class PythonFilesTests
{
    private static readonly ExamJsonContext Context = ExamJsonContext.Readable;

    [Fact]
    public void ExamSpec_PointsAsTextAndNumbers_AreRead()
    {
        var spec = JsonSerializer.Deserialize(
            """
            {
              "exam_name": "Quiz 1", "total_pages": 2, "total_points": null,
              "questions": [
                {"question_id": "1a", "question_text": "Größe?", "points": 2.5, "question_type": "multiple_choice", "page_number": 1, "image_bounds": null},
                {"question_id": 2, "question_text": "Why?", "points": "5.0", "question_type": "Essay", "page_number": "2",
                 "image_bounds": {"x": 1, "y": 2}, "difficulty": "hard"},
                {"question_id": "3", "question_text": null, "points": null}
              ]
            }
            """,
            Context.ExamSpec)!;

        Assert.Equal(["1a", "2", "3"], spec.Questions.Select(q => q.QuestionId));
        Assert.Equal([2.5m, 5m, 0m], spec.Questions.Select(q => q.Points));
        Assert.Equal([QuestionType.MultipleChoice, QuestionType.ShortAnswer, QuestionType.ShortAnswer], spec.Questions.Select(q => q.QuestionType));
        Assert.Equal([1, 2, null], spec.Questions.Select(q => q.PageNumber));
        Assert.Equal(7.5m, spec.TotalPoints);
        Assert.Equal(2, spec.Questions[1].ImageBounds?.GetProperty("y").GetInt32());
        Assert.Equal("", spec.Questions[2].QuestionText);
    }

    [Theory]
    [InlineData("\"about five\"", "\"about five\"")]
    [InlineData("[5]", "[5]")]
    [InlineData("true", "true")]
    public void ExamSpec_PointsThatAreNoNumber_SayWhatWasFound(string json, string found)
    {
        var exception = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(
            $$"""{"questions": [{"question_id": "1", "points": {{json}}}]}""", Context.ExamSpec));

        Assert.StartsWith($"points must be a number such as 5 or 2.5, not {found}.", exception.Message, StringComparison.Ordinal);
        Assert.Equal("$.questions[0].points", exception.Path);
    }

    [Fact]
    public void AnswerKeys_NotesInEveryShape_BecomeText()
    {
        var keys = JsonSerializer.Deserialize(
            """
            {"answer_keys": [
              {"question_id": "1", "correct_answer": 42, "alternative_answers": "forty-two", "explanation": null,
               "grading_notes": ["no units", "2 decimals"], "solution_steps": ["a", {"step": 2}, null, 3]},
              {"question_id": "2", "correct_answer": "x", "grading_notes": {"partial_credit_points_sum": 5}},
              {"question_id": "3", "correct_answer": "y", "grading_notes": "plain", "alternative_answers": null}
            ]}
            """,
            Context.AnswerKeyFile)!.AnswerKeys;

        Assert.Equal(["42", "x", "y"], keys.Select(k => k.CorrectAnswer));
        Assert.Equal(["no units\n2 decimals", """{"partial_credit_points_sum": 5}""", "plain"], keys.Select(k => k.GradingNotes));
        Assert.Equal(["forty-two"], keys[0].AlternativeAnswers);
        Assert.Equal(["a", """{"step": 2}""", "3"], keys[0].SolutionSteps);
        Assert.Null(keys[0].Explanation);
        Assert.Empty(keys[1].SolutionSteps);
        Assert.Empty(keys[2].AlternativeAnswers);
    }

    [Fact]
    public void AnswerKey_UnknownFields_AreWrittenBack()
    {
        var key = JsonSerializer.Deserialize("""{"question_id": "1", "correct_answer": "x", "common_mistakes": ["sign"]}""", Context.AnswerKey)!;

        var json = JsonSerializer.Serialize(key with { CorrectAnswer = "y" }, Context.AnswerKey);

        Assert.Contains("\"common_mistakes\": [\n    \"sign\"\n  ]", json, StringComparison.Ordinal);
        Assert.Contains("\"correct_answer\": \"y\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public void UserRubrics_ByQuestion_RoundTrip()
    {
        var rubrics = JsonSerializer.Deserialize(
            """
            { // written by hand
              "1a": {"total_points": "3", "criteria": [{"points": 1, "description": "a"}, {"points": 2, "description": "b", "examples": ["c"]},]},
              "2": {"criteria": [{"points": 4, "description": "d"}]},
            }
            """,
            Context.UserRubrics)!;

        Assert.Equal(3, rubrics.Find("1a")?.TotalPoints);
        Assert.Equal(4, rubrics.Find("2")?.TotalPoints);
        var again = JsonSerializer.Deserialize(JsonSerializer.Serialize(rubrics, Context.UserRubrics), Context.UserRubrics)!;
        Assert.Equal(rubrics.Rubrics.Select(r => (r.QuestionId, r.TotalPoints, r.Criteria.Count)), again.Rubrics.Select(r => (r.QuestionId, r.TotalPoints, r.Criteria.Count)));
        Assert.Equal(["c"], again.Rubrics[0].Criteria[1].Examples);
    }

    [Fact]
    public void UserRubrics_SameQuestionTwice_IsRefused()
    {
        var exception = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize("""{"1": {"criteria": []}, "1": {"criteria": []}}""", Context.UserRubrics));

        Assert.StartsWith("question 1 has two rubrics; keep one.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Transcription_OfThePythonSystem_IsRead()
    {
        var student = JsonSerializer.Deserialize(
            """
            {"student_name": "Nova Quill", "student_id": null, "total_pages": 2, "successful_pages": 1, "failed_pages": 1, "success_rate": 50.0,
             "average_confidence": 0.9, "processing_time": 3.25, "errors": ["page 2"],
             "student_answers": [{"student_name": "Nova Quill", "student_id": null, "question_id": "page_1", "raw_text": "$\\alpha$",
               "image_paths": ["a.jpg"], "confidence": 0.9, "transcription_notes": null}],
             "timestamp": "2025-11-02T10:11:12.123456"}
            """,
            Context.StudentTranscription)!;

        Assert.Equal(("Nova Quill", null, 1, 50.0), (student.StudentName, student.StudentId, student.FailedPages, student.SuccessRate));
        Assert.Equal(@"$\alpha$", Assert.Single(student.StudentAnswers).RawText);
        Assert.Equal(new DateTime(2025, 11, 2, 10, 11, 12).AddTicks(1234560), student.Timestamp?.DateTime);
    }

    [Fact]
    public void PageTranscription_LettersOfAllKinds_StayReadable()
    {
        var page = new PageTranscription { PageNumber = 1, TranscribedText = "Größe < ½ & 'α' \"x\" \\frac" };

        var json = JsonSerializer.Serialize(page, Context.PageTranscription);

        Assert.Contains("""
            "transcribed_text": "Größe < ½ & 'α' \"x\" \\frac"
            """.Trim(), json, StringComparison.Ordinal);
        Assert.Contains("\n  \"page_number\": 1,", json, StringComparison.Ordinal);
        Assert.Equivalent(page, JsonSerializer.Deserialize(json, Context.PageTranscription), strict: true);
    }
}
