using System.Globalization;
using System.Security.Cryptography;
using Aita.Exams.Domain;
using Aita.Exams.Images;
using Aita.Exams.Privacy;
using Aita.Exams.Workspace;
using Aita.Execution;
using Microsoft.Extensions.AI;

namespace Aita.Exams.Stages.Transcription;

/// <summary>Finds the pages of a student and decides which of them need not be read again.</summary>
internal sealed class StudentPlanner(TranscriptionStageOptions options, PagePrompt prompt, NameStrips strips)
{
    /// <summary>As much of an image's hash as a person types.</summary>
    private const int ConfirmedLength = 12;

    /// <summary>The key of a page's request: image content, what of it is painted over, prompt, options and model.</summary>
    public static string StampOf(ScannedPage page, string sha256, TranscriptionStageOptions options, PagePrompt prompt)
    {
        var task = new PageTranscriptionTask(page, options.Images, prompt);
        var mask = string.Concat((page.NameStrip?.Regions ?? []).Select(strip =>
            string.Create(CultureInfo.InvariantCulture, $" without {strip.Top} {strip.Left} {strip.Bottom} {strip.Right}")));
        var image = $"{sha256} {page.PageInFile} {options.Images.MaxSide} {options.Images.JpegQuality}{mask}";
        return TaskKey.Compute([new ChatMessage(ChatRole.User, prompt.Text), new ChatMessage(ChatRole.User, image)], task.Options, options.Model);
    }

    /// <summary>What tells a page's image from others: the content of its file, and the page in it.</summary>
    public static string ImageOf(ScannedPage page, string sha256) =>
        page.PageInFile == 1 ? sha256 : string.Create(CultureInfo.InvariantCulture, $"{sha256} {page.PageInFile}");

    /// <exception cref="ExamException">A file of the student is malformed, or an edited page belongs to another image.</exception>
    public async Task<StudentPlan> PlanAsync(StudentFolder folder, StudentIdentity student, CancellationToken cancellationToken)
    {
        var record = ById(await StageRecord.ReadAsync(folder.TranscriptionRecord, cancellationToken).ConfigureAwait(false));
        var pages = new List<PagePlan>();
        List<(string Path, int Pages)> files = [.. folder.ListPages().Select(path => (path, PageImagePreparer.CountPages(path, options.Images)))];
        var numbering = PageNumbering.Of([.. files.Select(file => (Path.GetFileName(file.Path), file.Pages))]);
        foreach (var ((path, count), first) in files.Zip(numbering.First))
        {
            string? sha256 = null;
            for (var pageInFile = 1; pageInFile <= count; pageInFile++)
            {
                var page = new ScannedPage(folder.Name, student.Pseudonym, first + pageInFile - 1, path, pageInFile) { NameStrip = strips.Of(path) };
                if (await ExamFiles.TryReadPageAsync(folder, page.PageNumber, cancellationToken).ConfigureAwait(false) is not { } found)
                {
                    pages.Add(new PagePlan(page, null, default));
                    continue;
                }

                sha256 ??= await HashAsync(path, cancellationToken).ConfigureAwait(false);
                pages.Add(Decide(page, found, record, sha256, folder) with { OnDisk = PageWriter.HashOf(found) });
            }
        }

        return new StudentPlan(folder, student, pages, record) { IsNumberedByName = numbering.IsByName };
    }

    /// <summary>Earlier versions recorded a page under the id of its task, which named the student.</summary>
    private static StageRecord ById(StageRecord record) => record with
    {
        Items = record.Items.GroupBy(item => item.Key[(item.Key.LastIndexOf('/') + 1)..], StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => same.Last().Value, StringComparer.Ordinal),
    };

    /// <exception cref="ExamException">A person edited the page of another image.</exception>
    private static PagePlan Keep(ScannedPage page, PageTranscription edited, StageRecord record, string? sha256, StudentFolder folder)
    {
        // Only the name: the pages of a student are in one folder, and older systems wrote where that folder was.
        var (before, now) = (Path.GetFileName(edited.ImagePath.Replace('\\', '/')), Path.GetFileName(page.Path));
        if (before.Length > 0 && !string.Equals(before, now, StringComparison.Ordinal))
        {
            throw new ExamException(
                ExamErrorKind.Invalid,
                $"{page.Student}, page {page.PageNumber} was edited for {before}, but is now {now}: rename {folder.PageTranscription(page.PageNumber)} "
                + "to the number of its page, or delete it to have the page read.");
        }

        if (sha256 is null || record.Items.GetValueOrDefault(page.RecordId)?.Image is not { } image
            || string.Equals(image, ImageOf(page, sha256), StringComparison.Ordinal) || IsConfirmed(edited, sha256))
        {
            return new PagePlan(page, edited, StageItemState.Edited);
        }

        // The text may be another student's. It is nobody's until a person says whose.
        var problem = $"{PageOutcome.NameOf(page)} was edited, but its image has changed since, so its text does not count: compare the two, and either write "
            + $"\"confirmed_image\": \"{sha256[..ConfirmedLength]}\" into {folder.PageTranscription(page.PageNumber)}, or delete that file to have the page read.";
        return new PagePlan(page, null, default) { Problem = problem, Warning = problem };
    }

    private static bool IsConfirmed(PageTranscription edited, string sha256) =>
        edited.ConfirmedImage?.Trim() is { Length: >= ConfirmedLength } confirmed && sha256.StartsWith(confirmed, StringComparison.OrdinalIgnoreCase);

    private PagePlan Decide(ScannedPage page, PageTranscription found, StageRecord record, string? sha256, StudentFolder folder)
    {
        switch (record.OriginOf(page.RecordId, PageWriter.HashOf(found)))
        {
            case Origin.Person when IsReading(found) || record.Items.ContainsKey(page.RecordId):
                return Keep(page, found, record, sha256, folder);
            case Origin.Stage when sha256 is not null && record.IsFrom(page.RecordId, StampOf(page, sha256, options, prompt)):
                return options.Force
                    ? new PagePlan(page, null, default) { Current = found }
                    : new PagePlan(page, found, StageItemState.Kept);
            default:
                return new PagePlan(page, null, default);
        }
    }

    /// <summary>Older systems wrote a failed page as no text with no confidence, which is not a reading; a page of ours that a person emptied is.</summary>
    private static bool IsReading(PageTranscription page) => page.TranscribedText.Length > 0 || page.Confidence > 0;

    /// <summary>The hash of a file; <see langword="null"/> if it cannot be read, which the page's task then reports.</summary>
    private static async Task<string?> HashAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, useAsync: true);
            await using (file.ConfigureAwait(false))
            {
                return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
