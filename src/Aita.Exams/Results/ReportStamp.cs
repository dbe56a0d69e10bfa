using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Results;

/// <summary>What a report was made from. Immutable.</summary>
/// <param name="Sources">A hash of what it says: marks, answers, the exam, who it is, and the scans. When a mark was given does not matter.</param>
/// <param name="IsOfStaleMarks">Whether it says of itself that its marks are out of date.</param>
internal sealed record ReportStamp(string Sources, bool IsOfStaleMarks)
{
    /// <summary>The stamp of a student's reports as they would be made now.</summary>
    public static ReportStamp Of(ExamSpec spec, StudentResult student) => new(
        HashOf(
        [
            StageRecord.HashOf(spec, ExamJsonContext.Readable.ExamSpec),
            student.Identity.StudentName,
            student.Identity.StudentId ?? "",
            student.Identity.IsExcused ? "excused" : "",
            student.Grades is { } grades ? StageRecord.HashOf(WithoutTimes(grades), ExamJsonContext.Readable.StudentGrades) : "",
            student.Transcript is { } answers ? StageRecord.HashOf(answers with { Timestamp = null }, ExamJsonContext.Readable.StudentAnswers) : "",
            .. student.Folder.ListPages().Select(path => string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(path)} {new FileInfo(path).Length}")),
        ]),
        student.Stale.Count > 0);

    /// <summary>The stamp of the report on the class as it would be made now.</summary>
    public static ReportStamp OfClass(ClassResults results) =>
        new(HashOf([.. results.Students.Select(student => $"{student.Folder.Name} {Of(results.Spec, student).Sources}")]), IsOfStaleMarks: false);

    /// <summary>Whether a report of this stamp says what one would say now. That marks became stale since is told of the marks, not of the report.</summary>
    public bool Holds(ReportStamp now) => string.Equals(Sources, now.Sources, StringComparison.Ordinal) && (now.IsOfStaleMarks || !IsOfStaleMarks);

    private static StudentGrades WithoutTimes(StudentGrades grades) =>
        grades with { GradedAt = null, QuestionGrades = [.. grades.QuestionGrades.Select(grade => grade with { GradedAt = null })] };

    private static string HashOf(IReadOnlyList<string> parts) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))));
}
