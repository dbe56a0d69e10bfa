using System.Globalization;
using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Results;

/// <summary>What a report was made from. Immutable.</summary>
/// <param name="Sources">A hash of what it says: marks, answers, the exam, who it is, and the scans. When a mark was given does not matter.</param>
/// <param name="IsOfStaleMarks">Whether it says of itself that its marks are out of date.</param>
internal sealed record ReportStamp(string Sources, bool IsOfStaleMarks)
{
    /// <summary>The stamp of each student's reports as they would be made now, by the student's folder.</summary>
    public static IReadOnlyDictionary<string, ReportStamp> OfStudents(ClassResults results)
    {
        var exam = StageRecord.HashOf(results.Spec, ExamJsonContext.Readable.ExamSpec);
        return results.Students.ToDictionary(student => student.Folder.Name, student => Of(exam, student), StringComparer.Ordinal);
    }

    /// <summary>The stamp of the report on the class as it would be made now of these students.</summary>
    public static ReportStamp OfClass(ClassResults results, IReadOnlyDictionary<string, ReportStamp> students) =>
        new(StageRecord.HashOf(results.Students.Select(student => $"{student.Folder.Name} {students[student.Folder.Name].Sources}")), IsOfStaleMarks: false);

    /// <summary>Whether a report of this stamp says what one would say now. That marks became stale since is told of the marks, not of the report.</summary>
    public bool Holds(ReportStamp now) => string.Equals(Sources, now.Sources, StringComparison.Ordinal) && (now.IsOfStaleMarks || !IsOfStaleMarks);

    private static ReportStamp Of(string exam, StudentResult student) => new(
        StageRecord.HashOf(
        [
            exam,
            student.Identity.StudentName,
            student.Identity.StudentId ?? "",
            student.Identity.IsExcused ? "excused" : "",
            student.Grades is { } grades ? StageRecord.HashOf(WithoutTimes(grades), ExamJsonContext.Readable.StudentGrades) : "",
            student.Transcript is { } answers ? StageRecord.HashOf(answers with { Timestamp = null }, ExamJsonContext.Readable.StudentAnswers) : "",
            .. student.Folder.ListPages().Select(path => string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(path)} {new FileInfo(path).Length}")),
        ]),
        student.Stale.Count > 0);

    private static StudentGrades WithoutTimes(StudentGrades grades) =>
        grades with { GradedAt = null, QuestionGrades = [.. grades.QuestionGrades.Select(grade => grade with { GradedAt = null })] };
}
