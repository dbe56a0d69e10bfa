using System.Text.Json.Serialization;

namespace Aita.Exams.Domain;

/// <summary>The exam as printed: its pages, questions and points (<c>results/exam_spec.json</c>).</summary>
public sealed record ExamSpec
{
    /// <summary>How far two sums of points may lie apart and still be called equal: files written from floating point numbers are not exact.</summary>
    public const decimal PointsTolerance = 0.01m;

    /// <summary>The title of the exam.</summary>
    public string ExamName { get; init => field = value ?? ""; } = "";

    /// <summary>The number of pages of one exam.</summary>
    public int TotalPages { get; init; }

    /// <summary>The sum of all points. Missing or 0 means the sum of its questions.</summary>
    [JsonConverter(typeof(PointsConverter))]
    public decimal TotalPoints { get => field == 0 ? SumOfPoints : field; init; }

    /// <summary>The questions in the order of the file.</summary>
    public IReadOnlyList<ExamQuestion> Questions { get; init => field = value ?? []; } = [];

    /// <summary>What the points of all questions add up to.</summary>
    [JsonIgnore]
    public decimal SumOfPoints => Questions.Sum(q => q.Points);

    /// <summary>The question of that id, or <see langword="null"/>.</summary>
    public ExamQuestion? Find(string questionId) =>
        Questions.FirstOrDefault(q => string.Equals(q.QuestionId, questionId, StringComparison.Ordinal));

    /// <summary>Everything that is wrong, one sentence each, naming the question; empty when the exam can be used.</summary>
    public IReadOnlyList<string> Validate()
    {
        var errors = new List<string>();
        if (TotalPages < 1)
        {
            errors.Add($"total_pages is {TotalPages}; an exam has at least 1 page.");
        }

        if (Questions.Count == 0)
        {
            errors.Add("The exam has no questions; add at least one to 'questions'.");
            return errors;
        }

        for (var i = 0; i < Questions.Count; i++)
        {
            AddQuestionErrors(Questions[i], i + 1, errors);
        }

        foreach (var same in Questions.Where(q => q.QuestionId.Length > 0).GroupBy(q => q.QuestionId, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            errors.Add($"Question {same.Key}: the id is used {same.Count()} times; give each question its own id.");
        }

        if (Math.Abs(TotalPoints - SumOfPoints) > PointsTolerance)
        {
            errors.Add($"total_points is {TotalPoints:0.##}, but the questions add up to {SumOfPoints:0.##}; correct one of them.");
        }

        return errors;
    }

    private void AddQuestionErrors(ExamQuestion question, int position, List<string> errors)
    {
        var name = question.QuestionId.Length > 0 ? $"Question {question.QuestionId}" : $"Question number {position} of the list";
        if (question.QuestionId.Length == 0)
        {
            errors.Add($"{name}: question_id is empty.");
        }

        if (string.IsNullOrWhiteSpace(question.QuestionText))
        {
            errors.Add($"{name}: question_text is empty.");
        }

        if (question.Points <= 0)
        {
            errors.Add($"{name}: points is {question.Points:0.##}; it must be more than 0.");
        }

        if (question.PageNumber is not { } page)
        {
            errors.Add($"{name}: page_number is missing; it must be 1 to {TotalPages}.");
        }
        else if (page < 1 || page > TotalPages)
        {
            errors.Add($"{name}: page_number is {page}; it must be 1 to {TotalPages}.");
        }
    }
}
