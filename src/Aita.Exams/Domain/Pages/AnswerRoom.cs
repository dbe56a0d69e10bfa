namespace Aita.Exams.Domain;

/// <summary>Where the answer to a question may stand: on its page, on those up to the page of the next question, and on extra sheets. Immutable.</summary>
/// <param name="Page">The page on which the question is printed.</param>
/// <param name="NextPage">The page of the next question, or the one after the last.</param>
/// <param name="TotalPages">The pages of the exam; sheets above are extra.</param>
internal sealed record AnswerRoom(int Page, int NextPage, int TotalPages)
{
    /// <summary>The printed pages, in order.</summary>
    public IEnumerable<int> Pages => Enumerable.Range(Page, Math.Max(1, NextPage - Page));

    public static AnswerRoom Of(ExamSpec spec, ExamQuestion question)
    {
        var own = question.PageNumber ?? 1;
        var next = spec.Questions.Select(other => other.PageNumber ?? 1).Where(page => page > own).DefaultIfEmpty(spec.TotalPages + 1).Min();
        return new AnswerRoom(own, next, spec.TotalPages);
    }

    /// <summary>Whether a sheet is none of the printed ones: the answer to any question may go on there.</summary>
    public bool IsExtra(int page) => page > TotalPages;

    /// <summary>Whether a part of the answer may stand on a page.</summary>
    public bool MayHold(int page) => IsExtra(page) || Pages.Contains(page);
}
