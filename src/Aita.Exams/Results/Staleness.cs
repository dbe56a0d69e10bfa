using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Results;

/// <summary>Whether a student's grades still follow from what is there: answers, pages, questions, rubrics and answer keys may have changed after them.</summary>
internal static class Staleness
{
    /// <summary>What changed after the grades were made, each as a few words; empty when nothing did, or an earlier version made them and did not note it.</summary>
    /// <exception cref="ExamException">A file is malformed.</exception>
    public static async Task<IReadOnlyList<StaleSource>> OfAsync(
        StudentFolder student, StudentAnswers? answers, GradeSources ofClass, CancellationToken cancellationToken)
    {
        var record = await StageRecord.ReadAsync(student.GradingRecord, cancellationToken).ConfigureAwait(false);
        if (record.Sources is not { } then)
        {
            return [];
        }

        List<StaleSource> stale = [.. await PagesAsync(student, answers, cancellationToken).ConfigureAwait(false)];
        var now = ofClass.With(answers);
        if (!string.Equals(now.Answers, then.Answers, StringComparison.Ordinal))
        {
            stale.Add(new StaleSource("the answers", false));
        }

        if (then.Questions is { } questions && !string.Equals(now.Questions, questions, StringComparison.Ordinal))
        {
            stale.Add(new StaleSource("the questions", false));
        }

        if (!string.Equals(now.Rubrics, then.Rubrics, StringComparison.Ordinal))
        {
            stale.Add(new StaleSource("the rubrics", false));
        }

        if (!string.Equals(now.Keys, then.Keys, StringComparison.Ordinal))
        {
            stale.Add(new StaleSource("the answer keys", false));
        }

        return stale;
    }

    /// <summary>Pages whose files are not those that the answers were put together from. Answers that a person wrote do not follow from pages.</summary>
    private static async Task<IReadOnlyList<StaleSource>> PagesAsync(StudentFolder student, StudentAnswers? answers, CancellationToken cancellationToken)
    {
        var record = await StageRecord.ReadAsync(student.TranscriptionRecord, cancellationToken).ConfigureAwait(false);
        if (answers is null || record.Items.GetValueOrDefault(StageRecord.AnswersId) is not { Pages: { Length: > 0 } pages } item
            || !string.Equals(item.Written, StageRecord.HashOf(answers, ExamJsonContext.Readable.StudentAnswers), StringComparison.Ordinal))
        {
            return [];
        }

        var stale = new List<StaleSource>();
        foreach (var page in PageStamps.PagesOf(pages))
        {
            if (!PageStamps.Says(pages, page, await ExamFiles.TryReadPageAsync(student, page, cancellationToken).ConfigureAwait(false)))
            {
                stale.Add(new StaleSource($"page {page}", true));
            }
        }

        return stale;
    }
}

/// <summary>Something that changed after grades were made from it. Immutable.</summary>
/// <param name="What">Such as <c>the rubrics</c>.</param>
/// <param name="IsPage">Whether it is what was read of a page, which must be transcribed again before grading.</param>
internal sealed record StaleSource(string What, bool IsPage);
