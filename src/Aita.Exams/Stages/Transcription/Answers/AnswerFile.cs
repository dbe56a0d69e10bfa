using Aita.Exams.Domain;
using Aita.Exams.Privacy;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Transcription;

/// <summary>Decides what becomes of a student's file of answers, and writes it. What a person has edited stays as it is.</summary>
internal static class AnswerFile
{
    /// <summary>The id of the file in the record of its student.</summary>
    public const string RecordId = StageRecord.AnswersId;

    /// <summary>The least confidence at which a page without any text passes for a blank one, and not for one that could not be read.</summary>
    private const double SureOfNothing = 0.5;

    /// <summary>The answers of a student whose pages all have their outcome.</summary>
    public static StudentAnswers Compose(StudentOutcome student, ExamSpec spec, DateTimeOffset? now) => AnswerAssembly.Compose(
        spec, student.Plan.Student, [.. student.Pages.Select(page => PageOf(page, student.Plan.Record))], student.Plan.IsNumberedByName, now);

    /// <summary>What a person should know of the pages: text that belongs to no question, as far as it can be told.</summary>
    public static IEnumerable<string> NotesOn(StudentOutcome student) =>
        student.Pages.Where(page => page.Text is not null && page.Item.State == StageItemState.Edited && !BlocksOf(page, student.Plan.Record).IsClear)
            .Select(page => $"{PageOutcome.NameOf(page.Page)} has text without a question: write the question_id of each block in "
                + $"{student.Plan.Folder.PageTranscription(page.Page.PageNumber)}, or delete it to have the page read.");

    /// <summary>Chooses between what was put together now and what the file holds.</summary>
    /// <exception cref="ExamException">The file is malformed.</exception>
    public static async Task<AnswerChoice> ChooseAsync(StudentOutcome student, StudentAnswers made, CancellationToken cancellationToken)
    {
        if (await ExamFiles.TryReadAnswersAsync(student.Plan.Folder, cancellationToken).ConfigureAwait(false) is not { } found)
        {
            return new AnswerChoice(made, AnswerOrigin.New, null);
        }

        var onDisk = HashOf(found);
        var origin = string.Equals(HashOf(found with { Timestamp = null }), HashOf(made with { Timestamp = null }), StringComparison.Ordinal)
            ? AnswerOrigin.Same
            : student.Plan.Record.OriginOf(RecordId, onDisk) == Origin.Person ? AnswerOrigin.Person : AnswerOrigin.New;
        return new AnswerChoice(origin == AnswerOrigin.New ? made : found, origin, onDisk);
    }

    public static string HashOf(StudentAnswers answers) => StageRecord.HashOf(answers, ExamJsonContext.Readable.StudentAnswers);

    private static AnswerPage PageOf(PageOutcome page, StageRecord record) => page.Text is not { } text
        ? new AnswerPage(page.Page.PageNumber, page.Page.ImagePath)
        : new AnswerPage(page.Page.PageNumber, page.Page.ImagePath)
        {
            IsRead = !string.IsNullOrWhiteSpace(text.TranscribedText) || text.Confidence >= SureOfNothing || page.Item.State == StageItemState.Edited,
            IsMasked = page.Page.NameStrip is { Doubt: not TurnDoubt.None } && page.Item.State != StageItemState.Edited,
            Confidence = text.Confidence,
            Notes = text.Notes,
            Blocks = BlocksOf(page, record).Blocks,
        };

    private static PageBlocks BlocksOf(PageOutcome page, StageRecord record)
    {
        var text = page.Text!;
        var written = page.Item.State == StageItemState.Edited ? record.Items.GetValueOrDefault(page.Page.RecordId)?.Text : PageWriter.HashOfText(text);
        return PageBlocks.Of(text, string.Equals(written, PageWriter.HashOfText(text), StringComparison.Ordinal));
    }
}

/// <summary>The answers of a student that count.</summary>
/// <param name="Answers">The answers.</param>
/// <param name="Origin">Where they come from.</param>
/// <param name="OnDisk">The hash of what the file holds; <see langword="null"/> if there is none.</param>
internal sealed record AnswerChoice(StudentAnswers Answers, AnswerOrigin Origin, string? OnDisk);

/// <summary>Where a student's answers come from.</summary>
internal enum AnswerOrigin
{
    /// <summary>Put together now, and to be written.</summary>
    New,

    /// <summary>The file says the same already.</summary>
    Same,

    /// <summary>A person or another system wrote the file.</summary>
    Person,
}
