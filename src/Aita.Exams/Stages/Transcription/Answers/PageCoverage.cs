using Aita.Exams.Domain;

namespace Aita.Exams.Stages.Transcription;

/// <summary>Which pages of the exam are there and could be read, and what follows for a question. Pure.</summary>
internal sealed class PageCoverage
{
    private readonly ExamSpec _spec;
    private readonly bool _mayLackAnyPage;
    private readonly HashSet<int> _unassigned;

    /// <summary>Creates the coverage.</summary>
    /// <param name="spec">The exam.</param>
    /// <param name="pages">The student's pages.</param>
    /// <param name="isNumberedByName">Whether it is known which page each is. If not, and there are too few, any page may be the one that is missing.</param>
    public PageCoverage(ExamSpec spec, IReadOnlyList<AnswerPage> pages, bool isNumberedByName)
    {
        _spec = spec;
        var there = pages.Select(page => page.Number).ToHashSet();
        Missing = [.. Enumerable.Range(1, Math.Max(spec.TotalPages, 0)).Where(number => !there.Contains(number))];
        Failed = [.. pages.Where(page => !page.IsRead).Select(page => page.Number).Order()];
        _mayLackAnyPage = !isNumberedByName && Missing.Count > 0;
        _unassigned = [.. pages.Where(page => page.Blocks.Any(block => block.QuestionId.Length == 0)).Select(page => page.Number)];
    }

    /// <summary>Pages of the exam that are not there.</summary>
    public IReadOnlyList<int> Missing { get; }

    /// <summary>Pages that could not be read.</summary>
    public IReadOnlyList<int> Failed { get; }

    /// <summary>The state of a question's answer, and what a person should know of it.</summary>
    /// <param name="question">The question.</param>
    /// <param name="hasText">Whether anything was read that belongs to it.</param>
    public (AnswerState State, string? Note) StateOf(ExamQuestion question, bool hasText)
    {
        var room = AnswerRoom.Of(_spec, question);
        List<int> pages = [.. room.Pages];
        if (Failed.Contains(room.Page))
        {
            return (AnswerState.Failed, $"Page {room.Page} could not be read.");
        }

        if (hasText)
        {
            return (AnswerState.Answered, Incomplete(room));
        }

        if (Failed.FirstOrDefault(room.MayHold) is > 0 and var failed)
        {
            return (AnswerState.Failed, room.IsExtra(failed) ? $"Page {failed}, an extra sheet, could not be read; the answer may stand there." : $"Page {failed} could not be read.");
        }

        if (pages.Find(Missing.Contains) is > 0 and var missing)
        {
            return (AnswerState.MissingPage, $"Page {missing} is missing.");
        }

        if (_mayLackAnyPage)
        {
            return (AnswerState.MissingPage, "A page is missing, and the names of the files do not say which.");
        }

        return pages.Find(_unassigned.Contains) is > 0 and var unclear
            ? (AnswerState.Failed, $"Page {unclear} has handwriting that was assigned to no question.")
            : (AnswerState.Blank, null);
    }

    /// <summary>The page of the question and those up to the page of the next one: room that its answer has.</summary>
    public IEnumerable<int> PagesOf(ExamQuestion question) => AnswerRoom.Of(_spec, question).Pages;

    private string? Incomplete(AnswerRoom room) =>
        Failed.Concat(Missing).Order().FirstOrDefault(room.MayHold) is > 0 and var page
            ? $"Page {page} {(Failed.Contains(page) ? "could not be read" : "is missing")}, so the answer may not be complete."
            : null;
}
