using System.Globalization;
using Aita.Exams.Workspace;

namespace Aita.Exams.Results;

/// <summary>A hash of what a file that was exported says of a student besides the total, to find out later whether it still says it. Pure.</summary>
internal static class MarkStamp
{
    /// <summary>Of each question its points, what it is worth, and its state.</summary>
    public static string OfMarks(StudentResult student) => $"marks:{HashOf(student, MarkOf)}";

    /// <summary>The same, with the feedback.</summary>
    public static string OfFeedback(StudentResult student) => $"feedback:{HashOf(student, answer => $"{MarkOf(answer)} {answer.Grade?.Feedback}")}";

    /// <summary>The same as <see cref="OfMarks"/>, with how far each mark may be relied on.</summary>
    public static string OfStanding(StudentResult student) => $"standing:{HashOf(student, answer => $"{MarkOf(answer)} {answer.Grade?.Source} {answer.Grade?.Standing}")}";

    /// <summary>Whether a stamp is of what the student's marks are now.</summary>
    public static bool Holds(string stamp, StudentResult student) =>
        new[] { OfMarks(student), OfFeedback(student), OfStanding(student) }.Contains(stamp, StringComparer.Ordinal);

    private static string MarkOf(AnswerResult answer) =>
        string.Create(CultureInfo.InvariantCulture, $"{answer.Question.QuestionId} {answer.Points:0.######} {answer.Question.Points:0.######} {answer.StateText}");

    private static string HashOf(StudentResult student, Func<AnswerResult, string> line) => StageRecord.HashOf(student.Answers.Select(line));
}
