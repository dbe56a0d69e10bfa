namespace Aita.Samples;

/// <summary>The whole sample (<c>truth.json</c>).</summary>
internal sealed record ExamTruth(bool Synthetic, string Exam, decimal TotalPoints, IReadOnlyList<StudentTruth> Students);

/// <summary>One student: the points of every question, also of those left out, and every page.</summary>
internal sealed record StudentTruth(
    string Student, string StudentId, string Folder, decimal Points, IReadOnlyDictionary<string, decimal> PointsByQuestion, IReadOnlyList<PageTruth> Pages);
