using Aita.Exams.Results;

namespace Aita.Exams.Stages.Audit;

/// <summary>What a mark that stands gives as the student's words does stand in the transcription.</summary>
internal static class QuoteChecks
{
    public static Task RunAsync(ClassResults results, Findings findings)
    {
        foreach (var (student, answer) in results.Students.SelectMany(student => student.Answers.Select(answer => (student, answer))))
        {
            // What waits for a person may be wrong: that is one of the reasons why it waits.
            if (answer.Grade is not { IsResolved: true } grade)
            {
                continue;
            }

            var search = new QuoteSearch(answer.Answer?.RawText ?? "");
            foreach (var criterion in grade.CriterionScores.Where(criterion => !QuoteSearch.IsEmpty(criterion.Quote)))
            {
                findings.Look();
                findings.Expect(
                    search.Find(criterion.Quote).Count > 0,
                    student.Folder.Grades,
                    $"{student.Folder.Name}, question {answer.Question.QuestionId}, criterion {criterion.Criterion} quotes '{Short(criterion.Quote)}', which the transcription does not have.",
                    $"Compare {student.Folder.QuestionTranscriptions}, then run aita grade again or decide with aita decide.");
            }
        }

        return Task.CompletedTask;
    }

    private static string Short(string text) => text.Length <= 60 ? text : $"{text[..57]}...";
}
