using Aita.Exams.Domain;

namespace Aita.Exams.Stages.Transcription;

/// <summary>
/// Puts a student's answers together from the blocks of the pages. Decides by code alone what is an answer, blank, missing or failed: what could
/// not be read never passes for nothing written, and nothing written is left out. Pure.
/// </summary>
internal static class AnswerAssembly
{
    private const char BetweenBlocks = '\n';

    /// <summary>One answer for each question of the exam.</summary>
    /// <param name="spec">The exam.</param>
    /// <param name="student">Whose answers they are.</param>
    /// <param name="pages">The student's pages.</param>
    /// <param name="isNumberedByName">Whether it is known which page each is.</param>
    /// <param name="now">The time stamp.</param>
    public static StudentAnswers Compose(
        ExamSpec spec, StudentIdentity student, IReadOnlyList<AnswerPage> pages, bool isNumberedByName, DateTimeOffset? now)
    {
        var ids = new QuestionIds(spec);
        List<AnswerPage> inOrder =
        [
            .. pages.OrderBy(page => page.Number)
                .Select(page => page with { Blocks = [.. page.Blocks.Select(block => Place(block, page, ids))] }),
        ];
        var coverage = new PageCoverage(spec, inOrder, isNumberedByName);
        var blocks = inOrder.SelectMany(page => page.Blocks).ToLookup(block => block.QuestionId, StringComparer.Ordinal);
        List<PageBlock> unassigned = [.. blocks[""]];
        var answers = new List<StudentAnswer>();
        foreach (var question in spec.Questions)
        {
            List<PageBlock> own = [.. blocks[question.QuestionId]];
            var (state, note) = coverage.StateOf(question, own.Count > 0);
            if (state != AnswerState.Answered)
            {
                // Of an answer whose own page could not be read, what stands elsewhere is only a part.
                unassigned.AddRange(own);
                own = [];
            }

            answers.Add(Answer(question, state, note, own, inOrder, coverage) with { StudentName = student.StudentName, StudentId = student.StudentId });
        }

        return new StudentAnswers
        {
            StudentName = student.StudentName,
            StudentId = student.StudentId,
            ExamName = spec.ExamName,
            TotalQuestions = spec.Questions.Count,
            MappedQuestions = answers.Count(answer => answer.State == AnswerState.Answered),
            QuestionAnswers = answers,
            UnassignedText = unassigned,
            MissingPages = coverage.Missing,
            FailedPages = coverage.Failed,
            MaskedPages = inOrder.Where(page => page is { IsRead: true, IsMasked: true }).Select(page => page.Number).ToList() is { Count: > 0 } masked ? masked : null,
            Timestamp = now,
        };
    }

    private static PageBlock Place(PageBlock block, AnswerPage page, QuestionIds ids) =>
        block with { QuestionId = ids.Find(block.QuestionId) ?? "", Region = block.Region ?? page.Whole };

    private static StudentAnswer Answer(
        ExamQuestion question, AnswerState state, string? note, List<PageBlock> blocks, List<AnswerPage> pages, PageCoverage coverage)
    {
        List<int> numbers = [.. blocks.Count > 0 ? blocks.Select(block => block.Region!.PageNumber) : coverage.PagesOf(question)];
        var from = pages.Where(page => numbers.Contains(page.Number));
        List<AnswerPage> read = [.. from.Where(page => page.IsRead)];
        var notes = read.Select(page => page.Notes).Prepend(note).OfType<string>().Distinct(StringComparer.Ordinal);
        return new StudentAnswer
        {
            QuestionId = question.QuestionId,
            RawText = string.Join(BetweenBlocks, blocks.Select(block => block.Text.Trim('\r', '\n'))),
            ImagePaths = [.. from.Select(page => page.ImagePath)],
            Confidence = state is AnswerState.Answered or AnswerState.Blank ? read.Select(page => page.Confidence).DefaultIfEmpty(0).Min() : 0,
            TranscriptionNotes = string.Join(' ', notes) is { Length: > 0 } text ? text : null,
            State = state,
            Regions = [.. blocks.Select(block => block.Region!)],
        };
    }
}
