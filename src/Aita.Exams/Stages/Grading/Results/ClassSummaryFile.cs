using Aita.Exams.Domain;

namespace Aita.Exams.Stages.Grading;

/// <summary>All grades in short (<c>summary_report.json</c>). Pure.</summary>
internal sealed record ClassSummaryFile
{
    public string Assignment { get; init; } = "";

    public string ExamName { get; init; } = "";

    public int TotalStudents { get; init; }

    /// <summary>What the exam is worth, whatever was graded.</summary>
    public decimal TotalPossible { get; init; }

    /// <summary>How far the marks may be relied on, in one sentence.</summary>
    public string Statement { get; init; } = "";

    /// <summary>Whether a comparison with a teacher's marks set the threshold of acceptance.</summary>
    public bool Calibrated { get; init; }

    public bool RubricsApproved { get; init; }

    /// <summary>Answers by state.</summary>
    public IReadOnlyDictionary<string, int> States { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Marks by standing.</summary>
    public IReadOnlyDictionary<string, int> Standings { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    public IReadOnlyList<StudentTotal> Students { get; init; } = [];

    public static ClassSummaryFile Of(string assignment, ExamSpec spec, IReadOnlyList<ClassMember> members, Acceptance acceptance, bool approved)
    {
        List<QuestionGrade> grades = [.. members.SelectMany(member => member.Grades.QuestionGrades)];
        var standings = Enum.GetValues<MarkStanding>().ToDictionary(
            standing => NameOf(standing.ToString()), standing => grades.Count(grade => standing == MarkStanding.Suggested ? grade.IsSuggested : grade.Standing == standing), StringComparer.Ordinal);
        return new ClassSummaryFile
        {
            Assignment = assignment,
            ExamName = spec.ExamName,
            TotalStudents = members.Count,
            TotalPossible = spec.SumOfPoints,
            Statement = StatementOf(grades, acceptance),
            Calibrated = acceptance.IsSet,
            RubricsApproved = approved,
            States = Enum.GetValues<GradeState>().ToDictionary(
                state => NameOf(state.ToString()), state => grades.Count(grade => grade.State == state), StringComparer.Ordinal),
            Standings = standings,
            Students = [.. members.Select(member => new StudentTotal(
                member.Grades.StudentName, member.Grades.StudentId, member.Folder, member.Grades.TotalScore, member.Grades.TotalPossible,
                member.Grades.Percentage, member.Grades.OpenQuestions))],
        };
    }

    /// <summary>How far the marks may be relied on.</summary>
    public static string StatementOf(IReadOnlyList<QuestionGrade> grades, Acceptance acceptance)
    {
        var suggested = grades.Count(grade => grade.IsSuggested);
        var accepted = grades.Count(grade => grade.Standing == MarkStanding.Accepted);
        var decided = grades.Count(grade => grade.Standing == MarkStanding.Decided);
        var blank = grades.Count(grade => grade is { State: GradeState.Blank, Source: MarkSource.Rule });
        var counts = $"{suggested} suggested, {accepted} accepted, {decided} decided by a person, {(blank > 0 ? $"{blank} blank, " : "")}{grades.Count(grade => !grade.IsResolved)} open";
        return acceptance.IsSet
            ? $"{counts}. Marks of confidence {acceptance.Threshold:0.00} or more are accepted, as calibrated; suggested ones are proposals."
            : suggested > 0 ? $"{counts}. No marks are calibrated: each one of a model is a suggestion until a person decides it or aita calibrate sets a threshold." : $"{counts}.";
    }

    private static string NameOf(string name) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}

/// <summary>A student's total.</summary>
internal sealed record StudentTotal(
    string StudentName, string? StudentId, string Folder, decimal TotalScore, decimal TotalPossible, decimal? Percentage, int OpenQuestions);

/// <summary>A student and the grades.</summary>
internal sealed record ClassMember(string Folder, string Pseudonym, StudentGrades Grades);
