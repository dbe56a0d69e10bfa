using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Transcription;

/// <summary>Writes what was read of a student. What a person has edited stays as it is.</summary>
internal static class PageWriter
{
    private const string WholeId = "transcriptions";

    public static string HashOf(PageTranscription page) => StageRecord.HashOf(page, ExamJsonContext.Readable.PageTranscription);

    public static string HashOfText(PageTranscription page) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(page.TranscribedText)));

    /// <summary>Writes pages, record, summary and answers of a student. Of one with pages missing only the pages that were read.</summary>
    /// <param name="student">The student.</param>
    /// <param name="spec">The exam; <see langword="null"/> when handwriting is not mapped to questions.</param>
    /// <param name="now">The time stamp.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <exception cref="ExamException">A file could not be written.</exception>
    public static async Task<WrittenStudent> WriteAsync(StudentOutcome student, ExamSpec? spec, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var folder = student.Plan.Folder;
        var record = student.Plan.Record;
        var items = new Dictionary<string, StageRecordItem>(record.Items, StringComparer.Ordinal);
        foreach (var page in student.Pages.Where(page => page.Item.State == StageItemState.Made))
        {
            var id = page.Page.RecordId;
            items[id] = record.Next(id, page.Stamp, HashOf(page.Text!), student.PlanOf(page).OnDisk) with { Image = page.Image, Text = HashOfText(page.Text!) };
        }

        List<string> notes = [.. spec is null ? [] : AnswerFile.NotesOn(student)];
        var whole = student.IsComplete ? await SummariseAsync(student, items, now, notes, cancellationToken).ConfigureAwait(false) : null;
        var answers = student.IsComplete && spec is not null ? await AnswerAsync(student, spec, items, now, notes, cancellationToken).ConfigureAwait(false) : null;

        // The record goes first: see StageRecord.
        if (items.Count != record.Items.Count || items.Any(item => record.Items.GetValueOrDefault(item.Key) != item.Value))
        {
            await new StageRecord { Items = items }.WriteAsync(folder.TranscriptionRecord, cancellationToken).ConfigureAwait(false);
        }

        foreach (var page in student.Pages.Where(page => page.Item.State == StageItemState.Made))
        {
            await ExamFiles.WritePageAsync(folder, page.Text!, cancellationToken).ConfigureAwait(false);
        }

        await RemoveStaleAsync(student, items, cancellationToken).ConfigureAwait(false);
        if (whole is not null)
        {
            await ExamFiles.WriteTranscriptionAsync(folder, whole, cancellationToken).ConfigureAwait(false);
        }

        if (answers is { Origin: AnswerOrigin.New })
        {
            await ExamFiles.WriteAnswersAsync(folder, answers.Answers, cancellationToken).ConfigureAwait(false);
        }

        return new WrittenStudent(answers?.Answers, notes);
    }

    private static async Task<AnswerChoice> AnswerAsync(
        StudentOutcome student, ExamSpec spec, Dictionary<string, StageRecordItem> items, DateTimeOffset now, List<string> notes, CancellationToken cancellationToken)
    {
        var choice = await AnswerFile.ChooseAsync(student, AnswerFile.Compose(student, spec, now), cancellationToken).ConfigureAwait(false);
        var pages = PageStamps.Of(student.Pages.Select(page => (page.Page.PageNumber, page.Text)));
        switch (choice.Origin)
        {
            case AnswerOrigin.New:
                items[AnswerFile.RecordId] = student.Plan.Record.Next(AnswerFile.RecordId, "", AnswerFile.HashOf(choice.Answers), choice.OnDisk) with { Pages = pages };
                break;
            case AnswerOrigin.Same when items.GetValueOrDefault(AnswerFile.RecordId) is { } before:
                items[AnswerFile.RecordId] = before with { Pages = pages };
                break;
            case AnswerOrigin.Person:
                notes.Add(Stays(student.Plan.Folder.QuestionTranscriptions));
                break;
        }

        return choice;
    }

    /// <returns>The summary to write; <see langword="null"/> when the file says the same already, or a person edited it.</returns>
    private static async Task<StudentTranscription?> SummariseAsync(
        StudentOutcome student, Dictionary<string, StageRecordItem> items, DateTimeOffset now, List<string> notes, CancellationToken cancellationToken)
    {
        var folder = student.Plan.Folder;
        var summary = student.Summarise(now);
        string? onDisk = null;
        if (await ExamFiles.TryReadTranscriptionAsync(folder, cancellationToken).ConfigureAwait(false) is { } found)
        {
            if (string.Equals(HashOf(found with { Timestamp = null }), HashOf(summary with { Timestamp = null }), StringComparison.Ordinal))
            {
                return null;
            }

            onDisk = HashOf(found);
            if (student.Plan.Record.OriginOf(WholeId, onDisk) == Origin.Person)
            {
                notes.Add(Stays(folder.Transcriptions));
                return null;
            }
        }

        items[WholeId] = student.Plan.Record.Next(WholeId, "", HashOf(summary), onDisk);
        return summary;
    }

    /// <summary>
    /// Deletes what the stage itself wrote about pages that are there no more, or whose image has changed and could not be read: it must not
    /// pass for a reading of the page that is there now.
    /// </summary>
    private static async Task RemoveStaleAsync(
        StudentOutcome student, Dictionary<string, StageRecordItem> items, CancellationToken cancellationToken)
    {
        var folder = student.Plan.Folder;
        var failed = student.Pages.Where(page => page.Item.State == StageItemState.Failed && page.Text is null).Select(page => page.Page.PageNumber);
        var there = student.Pages.Select(page => page.Page.PageNumber).ToHashSet();
        var gone = items.Keys.Select(PageOf).Where(page => page > 0 && !there.Contains(page));
        foreach (var page in failed.Concat(gone))
        {
            var found = await ExamFiles.TryReadPageAsync(folder, page, cancellationToken).ConfigureAwait(false);
            if (found is not null && student.Plan.Record.OriginOf(ScannedPage.RecordIdOf(page), HashOf(found)) != Origin.Person)
            {
                File.Delete(folder.PageTranscription(page));
            }
        }
    }

    private static int PageOf(string id) =>
        id.StartsWith("page_", StringComparison.Ordinal) && int.TryParse(id.AsSpan("page_".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var page)
            ? page
            : 0;

    private static string Stays(string path) => $"{path} was not made by this program or was edited since, so it stays as it is; delete it to have it made anew.";

    private static string HashOf(StudentTranscription student) => StageRecord.HashOf(student, ExamJsonContext.Readable.StudentTranscription);
}

/// <summary>What was written of a student.</summary>
/// <param name="Answers">The answers that count; <see langword="null"/> when pages are open, or handwriting is not mapped to questions.</param>
/// <param name="Notes">What a person should know, one sentence each.</param>
internal sealed record WrittenStudent(StudentAnswers? Answers, IReadOnlyList<string> Notes);
