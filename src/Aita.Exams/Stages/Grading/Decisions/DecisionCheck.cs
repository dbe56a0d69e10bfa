using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Grading;

/// <summary>Whether what a person wants to decide can be decided. Pure.</summary>
internal sealed class DecisionCheck(IReadOnlyList<QuestionCase> questions, StudentLookup students)
{
    /// <summary>The decision, or what is wrong with it.</summary>
    public GradeDecision? Check(DecisionRequest request, string by, DateTimeOffset now, ICollection<string> errors)
    {
        var at = request.Line is { } line ? $"line {line}: " : "";
        var (student, problem) = students.Find(request.Student);
        if (student is null)
        {
            errors.Add($"{at}{problem}.".Replace("?.", "?", StringComparison.Ordinal));
        }

        var question = request.QuestionId is { } id ? FindQuestion(id) : null;
        if (request.QuestionId is not null && question is null)
        {
            errors.Add($"{at}there is no question '{request.QuestionId}'; the exam has {string.Join(", ", questions.Select(entry => entry.Id))}.");
        }

        var decision = new GradeDecision
        {
            At = now,
            By = by,
            Student = student?.Folder ?? "",
            QuestionId = question?.Id,
            Excused = request.Excuse,
            Withdrawn = request.Withdraw,
            Comment = string.IsNullOrWhiteSpace(request.Comment) ? null : request.Comment.Trim(),
        };
        if (!request.Excuse && !request.Withdraw && (question is not null || request.QuestionId is null))
        {
            decision = question is null
                ? Refuse(decision, $"{at}name the question; only --excuse and --withdraw can be about the whole exam.", errors)
                : WithPoints(decision, request, question, at, errors);
        }

        return student is null || (request.QuestionId is not null && question is null) ? null : decision;
    }

    private static GradeDecision WithPoints(GradeDecision decision, DecisionRequest request, QuestionCase question, string at, ICollection<string> errors)
    {
        var (possible, criteria) = (question.Question.Points, question.Rubric.Criteria);
        var points = request.Points ?? (request.CriterionPoints.Count > 0 ? request.CriterionPoints.Sum() : null);
        if (points is not { } mark)
        {
            return Refuse(decision, $"{at}question {question.Id} has no points.", errors);
        }

        if (mark < 0 || mark > possible)
        {
            Refuse(decision, $"{at}question {question.Id} has {PointGrid.Text(mark)} points; it is worth 0 to {PointGrid.Text(possible)}.", errors);
        }

        if (request.CriterionPoints.Count > 0)
        {
            if (request.CriterionPoints.Count != criteria.Count)
            {
                Refuse(decision, $"{at}question {question.Id} has points for {request.CriterionPoints.Count} criteria; its rubric has {criteria.Count}.", errors);
            }
            else if (request.CriterionPoints.Where((value, i) => value < 0 || value > criteria[i].Points).Any())
            {
                Refuse(decision, $"{at}question {question.Id}: its criteria are worth {string.Join(", ", criteria.Select(criterion => PointGrid.Text(criterion.Points)))}, not {string.Join(", ", request.CriterionPoints.Select(PointGrid.Text))}.", errors);
            }
            else if (request.CriterionPoints.Sum() != mark)
            {
                Refuse(decision, $"{at}question {question.Id} has {PointGrid.Text(mark)} points, but its criteria add up to {PointGrid.Text(request.CriterionPoints.Sum())}.", errors);
            }
        }

        return decision with { Points = mark, CriterionPoints = request.CriterionPoints };
    }

    private static GradeDecision Refuse(GradeDecision decision, string error, ICollection<string> errors)
    {
        errors.Add(error);
        return decision;
    }

    private QuestionCase? FindQuestion(string id) =>
        questions.FirstOrDefault(question => string.Equals(question.Id, id.Trim(), StringComparison.Ordinal))
        ?? (questions.Where(question => string.Equals(question.Id, id.Trim(), StringComparison.OrdinalIgnoreCase)).ToList() is [var only] ? only : null);
}
