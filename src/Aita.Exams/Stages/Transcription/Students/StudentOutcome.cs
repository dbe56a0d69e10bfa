using System.Globalization;
using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Transcription;

/// <summary>What became of one student. Immutable.</summary>
/// <param name="Plan">What was to be done.</param>
/// <param name="Pages">Every page in order.</param>
internal sealed record StudentOutcome(StudentPlan Plan, IReadOnlyList<PageOutcome> Pages)
{
    /// <summary>Whether every page has its final outcome, be it a failure.</summary>
    public bool IsComplete => Pages.All(page => page.Item.State != StageItemState.NotRun);

    /// <summary>Whether anything differs from what is on the disk.</summary>
    public bool IsChanged => Pages.Any(page => page.Item.State != StageItemState.Kept);

    /// <summary>What was planned for a page.</summary>
    public PagePlan PlanOf(PageOutcome page) => Plan.Pages.First(plan => plan.Page.PageNumber == page.Page.PageNumber);

    /// <summary>The student's summary. A failed page is counted as failed; it is no answer. Pure.</summary>
    public StudentTranscription Summarise(DateTimeOffset? now)
    {
        List<PageOutcome> read = [.. Pages.Where(page => page.Text is not null)];
        return new StudentTranscription
        {
            StudentName = Plan.Folder.Name,
            TotalPages = Pages.Count,
            SuccessfulPages = read.Count,
            FailedPages = Pages.Count - read.Count,
            SuccessRate = Pages.Count == 0 ? 0 : Math.Round(100.0 * read.Count / Pages.Count, 2),
            AverageConfidence = read.Count == 0 ? 0 : Math.Round(read.Average(page => page.Text!.Confidence), 4),
            ProcessingTime = Math.Round(read.Sum(page => page.Text!.ProcessingTime), 3),
            Errors = [.. Pages.Where(page => page.Item.Error is not null).Select(page => $"Page {page.Page.PageNumber} ({Path.GetFileName(page.Page.Path)}): {page.Item.Error}")],
            StudentAnswers = [.. read.Where(page => page.Text!.TranscribedText.Length > 0).Select(ToAnswer)],
            Timestamp = now,
        };
    }

    private StudentAnswer ToAnswer(PageOutcome page) => new()
    {
        StudentName = Plan.Folder.Name,
        QuestionId = string.Create(CultureInfo.InvariantCulture, $"page_{page.Page.PageNumber}"),
        RawText = page.Text!.TranscribedText,
        ImagePaths = [page.Text.ImagePath],
        Confidence = page.Text.Confidence,
        TranscriptionNotes = page.Text.Notes,
    };
}
