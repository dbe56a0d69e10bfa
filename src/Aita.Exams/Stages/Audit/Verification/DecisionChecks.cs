using System.Text.Json;
using Aita.Exams.Domain;
using Aita.Exams.Results;

namespace Aita.Exams.Stages.Audit;

/// <summary>What persons decided is what the grades say.</summary>
internal static class DecisionChecks
{
    private const string Again = "Run aita grade again, which applies decisions and sends nothing for them.";

    public static async Task RunAsync(ClassResults results, Findings findings, CancellationToken cancellationToken)
    {
        var file = results.Folder.Decisions;
        var last = new Dictionary<(string Student, string? Question), (int Line, GradeDecision Decision)>();
        var lines = await File.ReadAllLinesAsync(file, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < lines.Length; i++)
        {
            if (Read(lines[i], i, lines.Length, file, findings) is { } decision)
            {
                findings.Look();
                var key = (decision.Student, decision.QuestionId);
                if (decision.Withdrawn)
                {
                    last.Remove(key);
                }
                else
                {
                    last[key] = (i, decision);
                }
            }
        }

        foreach (var unknown in last.Keys.Where(key => results.Students.All(student => !string.Equals(student.Folder.Name, key.Student, StringComparison.Ordinal))))
        {
            findings.Add(file, $"A decision is about '{unknown.Student}', and there is no such student.", "Check the name; it is the name of a folder in grouped/.");
        }

        foreach (var (student, answer) in results.Students.SelectMany(student => student.Answers.Select(answer => (student, answer))))
        {
            var about = last.GetValueOrDefault((student.Folder.Name, answer.Question.QuestionId), (-1, null!));
            var exam = last.GetValueOrDefault((student.Folder.Name, null), (-1, null!));
            var (_, decision) = about.Item1 >= exam.Item1 ? about : exam;
            if (decision is not null)
            {
                Compare(student, answer, decision, findings);
            }
        }
    }

    private static GradeDecision? Read(string line, int index, int count, string file, Findings findings)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(line, ExamJsonContext.Readable.GradeDecision);
        }
        catch (JsonException)
        {
            // A crash may cut the last line off, and then nobody was told that it was decided.
            findings.Expect(index == count - 1, file, $"Line {index + 1} is no decision.", "Correct the line or delete it.");
            return null;
        }
    }

    private static void Compare(StudentResult student, AnswerResult answer, GradeDecision decision, Findings findings)
    {
        var name = $"{student.Folder.Name}, question {answer.Question.QuestionId}";
        if (decision.Excused)
        {
            findings.Expect(answer.IsExcused, student.Folder.Grades, $"{name}: {decision.By} excused the student, but the grade is {answer.StateText}.", Again);
        }
        else if (decision.Points is { } points && points >= 0 && points <= answer.Question.Points)
        {
            findings.Expect(
                answer.Points == points && answer.Grade?.Source == MarkSource.Person,
                student.Folder.Grades, $"{name}: {decision.By} decided {points:0.####} points, but the grade says {(answer.Points is { } found ? $"{found:0.####} points" : answer.StateText)}.", Again);
        }
        else
        {
            findings.Expect(!answer.IsResolved, student.Folder.Grades, $"{name}: the decision of {decision.By} ({decision.Points:0.####} points) does not fit the question's {answer.Question.Points:0.####} points, but the grade stands.", "Decide again with aita decide.");
        }
    }
}
