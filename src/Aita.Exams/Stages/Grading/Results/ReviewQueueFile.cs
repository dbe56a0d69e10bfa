using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Grading;

/// <summary>The answers that wait for a person (<c>review_queue.json</c>), the one that can change a total most first. Pure.</summary>
public sealed record ReviewQueueFile
{
    /// <summary>What waits, in the order in which to look at it.</summary>
    public IReadOnlyList<ReviewItem> Items { get; init => field = value ?? []; } = [];

    /// <summary>The queue as it was written last; <see langword="null"/> when nothing is graded yet.</summary>
    /// <exception cref="ExamException">The file is malformed.</exception>
    public static Task<ReviewQueueFile?> TryReadAsync(AssignmentFolder folder, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return JsonFile.TryReadAsync(folder.ReviewQueue, GradingJsonContext.Readable.ReviewQueueFile, cancellationToken);
    }

    /// <summary>A table to fill in and give back to <c>aita decide --csv</c>.</summary>
    public string ToCsv()
    {
        var text = new StringBuilder(CsvCell.Line("student", "student_id", "question", "points", "comment", "of", "suggested", "state", "reasons"));
        foreach (var item in Items)
        {
            text.Append(CsvCell.Line(
                item.Student, item.StudentId, item.QuestionId, "", "", PointGrid.Text(item.PointsPossible),
                item.SuggestedPoints is { } points ? PointGrid.Text(points) : "", JsonNamingPolicy.SnakeCaseLower.ConvertName(item.State.ToString()), string.Join(' ', item.Reasons)));
        }

        return text.ToString();
    }

    internal static ReviewQueueFile Of(IEnumerable<ClassMember> members, decimal examTotal) => new()
    {
        Items =
        [
            .. members.SelectMany(member => member.Grades.QuestionGrades.Where(grade => !grade.IsResolved).Select(grade => ReviewItem.Of(member, grade, examTotal)))
                .OrderByDescending(item => item.Consequence)
                .ThenBy(item => item.QuestionId, NaturalOrder.Instance)
                .ThenBy(item => item.Student, NaturalOrder.Instance),
        ],
    };
}

/// <summary>An answer that waits for a person. Immutable.</summary>
public sealed record ReviewItem
{
    /// <summary>The student's folder name.</summary>
    public string Student { get; init => field = value ?? ""; } = "";

    /// <summary>The student's number; text, so that leading zeros stay.</summary>
    [JsonConverter(typeof(LenientTextConverter))]
    public string? StudentId { get; init; }

    /// <summary>The pseudonym under which models saw the student.</summary>
    public string Pseudonym { get; init => field = value ?? ""; } = "";

    /// <summary>The question.</summary>
    [JsonConverter(typeof(LenientTextConverter))]
    public string QuestionId { get; init => field = value ?? ""; } = "";

    /// <summary>Where it stands.</summary>
    public GradeState State { get; init; }

    /// <summary>What a model proposed; <see langword="null"/> if nothing.</summary>
    public decimal? SuggestedPoints { get; init; }

    /// <summary>What the question is worth.</summary>
    public decimal PointsPossible { get; init; }

    /// <summary>By how many points the decision can move the total away from what is proposed; without a proposal the whole question.</summary>
    public decimal Consequence { get; init; }

    /// <summary>The same in per cent of the exam.</summary>
    public decimal ConsequencePercent { get; init; }

    /// <summary>Why it waits, one sentence each.</summary>
    public IReadOnlyList<string> Reasons { get; init => field = value ?? []; } = [];

    internal static ReviewItem Of(ClassMember member, QuestionGrade grade, decimal examTotal)
    {
        var consequence = grade.SuggestedPoints is { } points ? Math.Max(points, grade.PointsPossible - points) : grade.PointsPossible;
        return new ReviewItem
        {
            Student = member.Folder,
            StudentId = grade.StudentId,
            Pseudonym = member.Pseudonym,
            QuestionId = grade.QuestionId,
            State = grade.State,
            SuggestedPoints = grade.SuggestedPoints,
            PointsPossible = grade.PointsPossible,
            Consequence = consequence,
            ConsequencePercent = examTotal == 0 ? 0 : Math.Round(100 * consequence / examTotal, 2, MidpointRounding.AwayFromZero),
            Reasons = grade.ReviewReasons,
        };
    }
}
