using System.Globalization;
using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Transcription;

/// <summary>Writes what was read of a student. What a person has edited stays as it is.</summary>
internal static class PageWriter
{
    private const string WholeId = "transcriptions";

    public static string HashOf(PageTranscription page) => StageRecord.HashOf(page, ExamJsonContext.Readable.PageTranscription);

    /// <summary>Writes pages, record and summary of a student. Of one with pages missing only the pages that were read.</summary>
    /// <returns>What a person should know, one sentence each.</returns>
    /// <exception cref="ExamException">A file could not be written.</exception>
    public static async Task<IReadOnlyList<string>> WriteAsync(StudentOutcome student, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var folder = student.Plan.Folder;
        var record = student.Plan.Record;
        var items = new Dictionary<string, StageRecordItem>(record.Items, StringComparer.Ordinal);
        foreach (var page in student.Pages.Where(page => page.Item.State == StageItemState.Made))
        {
            var onDisk = student.Plan.Pages[page.Page.PageNumber - 1].OnDisk;
            items[page.Item.Id] = record.Next(page.Item.Id, page.Stamp, HashOf(page.Text!), onDisk) with { Image = page.Image };
        }

        List<string> notes = [];
        var whole = student.IsComplete ? await SummariseAsync(student, items, now, notes, cancellationToken).ConfigureAwait(false) : null;

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

        return notes;
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
                notes.Add($"{folder.Transcriptions} was not made by this program or was edited since, so it stays as it is; delete it to have it made anew.");
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
        var gone = items.Keys.Select(PageOf).Where(page => page > student.Pages.Count);
        foreach (var page in failed.Concat(gone))
        {
            var found = await ExamFiles.TryReadPageAsync(folder, page, cancellationToken).ConfigureAwait(false);
            if (found is not null && student.Plan.Record.OriginOf(new ScannedPage(folder.Name, page, "").TaskId, HashOf(found)) != Origin.Person)
            {
                File.Delete(folder.PageTranscription(page));
            }
        }
    }

    private static int PageOf(string id) =>
        id.LastIndexOf("page_", StringComparison.Ordinal) is > 0 and var at
        && int.TryParse(id.AsSpan(at + "page_".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var page)
            ? page
            : 0;

    private static string HashOf(StudentTranscription student) => StageRecord.HashOf(student, ExamJsonContext.Readable.StudentTranscription);
}
