using System.Globalization;
using Aita.Exams.Domain;
using Aita.Exams.Results;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Audit;

/// <summary>Every question of every student has one grade; every mark is the sum of its criteria, and every total the sum of its marks.</summary>
internal static class GradeChecks
{
    private const string Again = "Run aita grade again; marks that you decided stay.";

    public static async Task RunAsync(ClassResults results, Findings findings, CancellationToken cancellationToken)
    {
        var rubrics = await ExamFiles.TryReadRubricsAsync(results.Folder.Rubrics, cancellationToken).ConfigureAwait(false) ?? [];
        foreach (var student in results.LeftOver)
        {
            findings.Look();
            findings.Add(
                student.Grades, $"{student.Name} has grades, but no pages in grouped/{student.Name}.",
                $"If the folder was renamed, delete {Path.GetDirectoryName(student.Grades)} and {student.TranscriptionFolder}; else put the pages back.");
        }

        foreach (var student in results.Students)
        {
            var file = student.Folder.Grades;
            if (student.Grades is not { } grades)
            {
                // Somebody without pages cannot have any, and shows as open in the report.
                findings.Expect(student.IsExcused || student.Folder.ListPages().Count == 0, file, $"{student.Folder.Name} has no grades.", Again);
                continue;
            }

            findings.Expect(
                student.Stale.Count == 0, file, $"{student.Folder.Name}: {student.StaleText} changed after the grades were made.",
                $"{char.ToUpperInvariant(student.Renew[0])}{student.Renew[1..]}; marks that you decided stay.");
            foreach (var question in results.Spec.Questions)
            {
                findings.Look();
                var mine = grades.QuestionGrades.Where(grade => string.Equals(grade.QuestionId, question.QuestionId, StringComparison.Ordinal)).ToList();
                if (mine is [var grade])
                {
                    CheckGrade(grade, question, Find(rubrics, question), $"{student.Folder.Name}, question {question.QuestionId}", file, findings);
                }
                else
                {
                    findings.Add(file, $"{student.Folder.Name} has {mine.Count} grades for question {question.QuestionId} instead of 1.", Again);
                }
            }

            foreach (var unknown in grades.QuestionGrades.Where(grade => results.Spec.Find(grade.QuestionId) is null))
            {
                findings.Add(file, $"{student.Folder.Name} has a grade for question '{unknown.QuestionId}', which the exam does not have.", Again);
            }

            CheckTotals(student, grades, findings);
        }
    }

    private static void CheckGrade(QuestionGrade grade, ExamQuestion question, Rubric? rubric, string name, string file, Findings findings)
    {
        findings.Expect(Same(grade.PointsPossible, question.Points), file, $"{name} is worth {Text(grade.PointsPossible)} points in the grades, but {Text(question.Points)} in the exam.", Again);
        var counts = grade.State is GradeState.Graded or GradeState.Blank;
        findings.Expect(counts == grade.PointsEarned is not null, file, counts ? $"{name} is {Word(grade.State)}, but has no mark." : $"{name} is {Word(grade.State)}, but has a mark of {Text(grade.PointsEarned ?? 0)}.", Again);
        if (grade.PointsEarned is { } points)
        {
            findings.Expect(points >= 0 && points <= question.Points, file, $"{name} has {Text(points)} points; it is worth 0 to {Text(question.Points)}.", "Decide the mark anew with aita decide.");
            findings.Expect(grade.State != GradeState.Blank || points == 0, file, $"{name} is blank, but has {Text(points)} points.", Again);
            findings.Expect(grade.Source is not null, file, $"{name} has a mark, but nobody who gave it.", Again);
            findings.Expect(
                grade.CriterionScores.Count == 0 ? grade.Source != MarkSource.Model : grade.CriterionScores.Sum(criterion => criterion.PointsEarned) == points,
                file, $"{name} has {Text(points)} points, but its criteria add up to {Text(grade.CriterionScores.Sum(criterion => criterion.PointsEarned))}.", Again);
        }

        foreach (var criterion in grade.CriterionScores)
        {
            findings.Expect(
                criterion.PointsEarned >= 0 && criterion.PointsEarned <= criterion.PointsPossible,
                file, $"{name}, criterion {criterion.Criterion} has {Text(criterion.PointsEarned)} points; it is worth 0 to {Text(criterion.PointsPossible)}.", Again);
        }

        CheckCriteria(grade, rubric, name, file, findings);
    }

    /// <summary>The criteria are those of the rubric as it is now.</summary>
    private static void CheckCriteria(QuestionGrade grade, Rubric? rubric, string name, string file, Findings findings)
    {
        if (rubric is null || grade.CriterionScores.Count == 0)
        {
            return;
        }

        if (grade.CriterionScores.Count != rubric.Criteria.Count)
        {
            findings.Add(file, $"{name} was graded by {grade.CriterionScores.Count} criteria, but the rubric has {rubric.Criteria.Count} now.", Again);
            return;
        }

        for (var i = 0; i < rubric.Criteria.Count; i++)
        {
            var (graded, now) = (grade.CriterionScores[i], rubric.Criteria[i]);
            findings.Expect(
                graded.PointsPossible == now.Points && string.Equals(graded.Description.Trim(), now.Description.Trim(), StringComparison.Ordinal),
                file, $"{name}, criterion {i + 1} was graded as '{Short(graded.Description)}' for {Text(graded.PointsPossible)} points; the rubric says '{Short(now.Description)}' for {Text(now.Points)} now.", Again);
        }
    }

    private static void CheckTotals(StudentResult student, StudentGrades grades, Findings findings)
    {
        var counted = grades.QuestionGrades.Where(grade => grade.State != GradeState.Excused).ToList();
        var (score, possible) = (counted.Sum(grade => grade.PointsEarned ?? 0), student.Possible);
        var open = grades.QuestionGrades.Count(grade => !grade.IsResolved);
        var (name, file) = (student.Folder.Name, student.Folder.Grades);
        findings.Expect(grades.TotalScore == score, file, $"{name} has a total of {Text(grades.TotalScore)}, but the marks add up to {Text(score)}.", Again);
        findings.Expect(Same(grades.TotalPossible, possible), file, $"{name}'s exam is worth {Text(grades.TotalPossible)} points in the grades, but {Text(possible)} in the exam.", Again);
        findings.Expect(grades.OpenQuestions == open, file, $"{name} has {open} open questions, but the file says {grades.OpenQuestions}.", Again);
        var share = open > 0 || possible == 0 ? (decimal?)null : 100 * score / possible;
        findings.Expect(
            share is null ? grades.Percentage is null : grades.Percentage is { } written && Math.Abs(written - share.Value) <= 0.01m,
            file, $"{name} has {(grades.Percentage is { } found ? Text(found) : "no")} per cent in the grades; it follows {(share is { } right ? Text(Math.Round(right, 2)) : "none, as a question is open")}.", Again);
    }

    private static Rubric? Find(IReadOnlyList<Rubric> rubrics, ExamQuestion question) =>
        rubrics.FirstOrDefault(rubric => string.Equals(rubric.QuestionId, question.QuestionId, StringComparison.Ordinal));

    private static bool Same(decimal a, decimal b) => Math.Abs(a - b) <= ExamSpec.PointsTolerance;

    private static string Text(decimal points) => points.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Short(string text) => text.Length <= 60 ? text : $"{text[..57]}...";

    private static string Word(GradeState state) => state switch
    {
        GradeState.NeedsReview => "waiting for review",
        GradeState.MissingPage => "without its page",
        _ => state.ToString().ToLowerInvariant(),
    };
}
