using Aita.Exams.Results;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Audit;

/// <summary>Every page of every student has a reading, and every question one answer.</summary>
internal static class ReadingChecks
{
    private const string Again = "Run aita transcribe again; it sends only what is missing.";

    public static async Task RunAsync(ClassResults results, Findings findings, CancellationToken cancellationToken)
    {
        foreach (var student in results.Students)
        {
            var pages = await StudentPage.ListAsync(student.Folder, cancellationToken).ConfigureAwait(false);
            foreach (var page in pages)
            {
                findings.Look();
                await CheckPageAsync(student.Folder, page, findings, cancellationToken).ConfigureAwait(false);
            }

            foreach (var same in pages.GroupBy(page => page.Number).Where(group => group.Count() > 1))
            {
                findings.Add(student.Folder.Pages, $"{student.Folder.Name} has {same.Count()} images of page {same.Key}.", "Keep one of them.");
            }

            if (pages.Count > 0)
            {
                CheckAnswers(results, student, findings);
            }
        }
    }

    private static async Task CheckPageAsync(StudentFolder student, StudentPage page, Findings findings, CancellationToken cancellationToken)
    {
        try
        {
            var reading = await ExamFiles.TryReadPageAsync(student, page.Number, cancellationToken).ConfigureAwait(false);
            findings.Expect(reading is not null, page.Path, $"{student.Name}, page {page.Number} has no reading.", Again);
        }
        catch (ExamException exception)
        {
            findings.Add(student.PageTranscription(page.Number), exception.Message, "Correct the file, or delete it and run aita transcribe again.");
        }
    }

    private static void CheckAnswers(ClassResults results, StudentResult student, Findings findings)
    {
        var file = student.Folder.QuestionTranscriptions;
        if (student.Transcript is not { } transcript)
        {
            findings.Add(file, $"{student.Folder.Name} has no answers question by question.", Again);
            return;
        }

        foreach (var question in results.Spec.Questions)
        {
            var count = transcript.QuestionAnswers.Count(answer => string.Equals(answer.QuestionId, question.QuestionId, StringComparison.Ordinal));
            findings.Expect(count == 1, file, $"{student.Folder.Name} has {count} answers to question {question.QuestionId} instead of 1.", Again);
        }

        foreach (var unknown in transcript.QuestionAnswers.Where(answer => results.Spec.Find(answer.QuestionId) is null))
        {
            findings.Add(file, $"{student.Folder.Name} has an answer to question '{unknown.QuestionId}', which the exam does not have.", "Correct the question's id, or run aita transcribe again.");
        }
    }
}
