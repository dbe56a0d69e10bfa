using System.Globalization;
using Aita.Exams.Domain;

namespace Aita.Exams.Stages.Grading;

/// <summary>Why a person must look at a proposed mark, one sentence each. Pure.</summary>
internal static class ReviewReasons
{
    private static readonly string[] IllegibleMarks = ["[unclear]", "[?]", "[illegible]", "[unreadable]"];

    /// <summary>What speaks against the reading of the answer, whatever the mark is.</summary>
    public static IEnumerable<string> OfReading(QuestionCase question, StudentAnswer answer, StudentAnswers answers, ReviewPolicy policy)
    {
        if (answer.Confidence < policy.MinReadingConfidence)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"The reader is unsure of the text: confidence {answer.Confidence:0.00}, below {policy.MinReadingConfidence:0.00}.");
        }

        var marks = policy.IllegibleMarks
            ? IllegibleMarks.Where(mark => answer.RawText.Contains(mark, StringComparison.OrdinalIgnoreCase)).ToList()
            : [];
        if (marks.Count > 0)
        {
            yield return $"Parts of the answer could not be read for certain: {string.Join(", ", marks)}.";
        }

        foreach (var reason in OfPages(question, answers))
        {
            yield return reason;
        }

        foreach (var page in (answers.MaskedPages ?? []).Where(page => MayBeHiddenOn(page, question, answer, answers)))
        {
            yield return $"It is not known which way up page {page} lies, so more of it than the name's strip was painted over before it was read; handwriting may be hidden there.";
        }

        foreach (var finding in policy.SuspiciousText ? SuspicionDetector.Find(answer.RawText) : [])
        {
            yield return $"The answer has text that speaks to the grader ({finding.Kind}): \"{finding.Excerpt}\". It changed no points; read it.";
        }
    }

    /// <summary>Pages that the answer may stand on, and that nobody has read.</summary>
    public static IEnumerable<string> OfPages(QuestionCase question, StudentAnswers answers)
    {
        foreach (var page in answers.MissingPages.Concat(answers.FailedPages).Where(question.Room.MayHold).Distinct().Order())
        {
            var what = page == question.Room.Page ? "on which the question is printed"
                : question.Room.IsExtra(page) ? "an extra sheet"
                : "on which the answer may go on";
            yield return $"Page {page}, {what}, {(answers.MissingPages.Contains(page) ? "is not among the scans" : "could not be read")}; a part of the answer may be missing.";
        }
    }

    /// <summary>What speaks against the grading.</summary>
    public static IEnumerable<string> OfGrading(
        QuestionCase question, StudentAnswer answer, MachineGrading first, IReadOnlyList<CriterionGrade> criteria, ReviewPolicy policy)
    {
        if (first.Confidence < policy.MinConfidence)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"The grader is unsure: confidence {first.Confidence:0.00}, below {policy.MinConfidence:0.00}.");
        }

        foreach (var concern in policy.Concerns ? first.Concerns.Where(concern => !string.IsNullOrWhiteSpace(concern)) : [])
        {
            yield return $"The grader notes: {concern.Trim()}";
        }

        foreach (var criterion in criteria.Where(criterion => policy.CrossedOutEvidence && criterion.PointsEarned > 0 && QuoteText.IsCrossedOut(criterion.Quote, answer.RawText)))
        {
            yield return $"Criterion {criterion.Criterion} earns points by something that is crossed out.";
        }

        var isFull = criteria.All(criterion => criterion.PointsEarned == criterion.PointsPossible);
        if (isFull && question.Question.QuestionType == QuestionType.LongAnswer && answer.RawText.Trim().Length < policy.ShortAnswer)
        {
            yield return $"All points for a long answer of {answer.RawText.Trim().Length} characters.";
        }
    }

    /// <summary>What a second reader says against it.</summary>
    public static IEnumerable<string> OfSecond(decimal firstPoints, MachineGrading second, decimal? secondPoints, ReviewPolicy policy)
    {
        if (secondPoints is { } points && Math.Abs(points - firstPoints) > policy.Tolerance)
        {
            yield return $"Two gradings differ by more than {PointGrid.Text(policy.Tolerance)}: {PointGrid.Text(firstPoints)} and {PointGrid.Text(points)} points.";
        }
        else if (second.Problem is { } problem)
        {
            yield return $"The second grading cannot be used: {problem}";
        }
        else if (second.Failure is { } failure)
        {
            yield return $"There is no second grading: {failure}";
        }
    }

    /// <summary>
    /// The questions that handwriting of no question may belong to: those of its page that have points left to earn, else the first of that
    /// page, else those of the exam in the same way. So each such text is shown to a person, and not every answer with it.
    /// </summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> OfUnassigned(
        IReadOnlyList<QuestionCase> questions, StudentAnswers answers, Func<string, bool> hasPointsLeft)
    {
        var reasons = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var block in answers.UnassignedText.Where(block => !string.IsNullOrWhiteSpace(block.Text)))
        {
            var near = questions.Where(question => question.Question.PageNumber == block.Region?.PageNumber).ToList();
            near = near.Count > 0 ? near : [.. questions];
            var open = near.Where(question => hasPointsLeft(question.Id)).ToList();
            open = open.Count > 0 ? open : [.. near.Take(1)];
            var where = block.Region is { } region ? $" on page {region.PageNumber}" : "";
            foreach (var question in open)
            {
                reasons[question.Id] = [.. reasons.GetValueOrDefault(question.Id, []), $"Handwriting{where} belongs to no question for certain; it may be part of this answer: \"{Excerpt(block.Text)}\"."];
            }
        }

        return reasons;
    }

    /// <summary>Whether a part of an answer may be under what was painted over: the answer stands on the page, or may, or it is an extra sheet of which nobody knows whose it is.</summary>
    private static bool MayBeHiddenOn(int page, QuestionCase question, StudentAnswer answer, StudentAnswers answers) =>
        StandsOn(page, answer) || question.Room.Pages.Contains(page)
        || (question.Room.IsExtra(page) && !answers.QuestionAnswers.Any(other => StandsOn(page, other)));

    private static bool StandsOn(int page, StudentAnswer answer) => answer.Regions.Any(region => region.PageNumber == page);

    private static string Excerpt(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= 60 ? line : line[..57] + "...";
    }
}
