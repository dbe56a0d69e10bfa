using System.Text.Json.Serialization;

namespace Aita.Exams.Domain;

/// <summary>The grade of one student's answer to one question. Immutable.</summary>
public sealed record QuestionGrade
{
    /// <summary>The student.</summary>
    public string StudentName { get; init => field = value ?? ""; } = "";

    /// <summary>The student's number; text, so that leading zeros stay.</summary>
    [JsonConverter(typeof(LenientTextConverter))]
    public string? StudentId { get; init; }

    /// <summary>The question.</summary>
    [JsonConverter(typeof(LenientTextConverter))]
    public string QuestionId { get; init => field = value ?? ""; } = "";

    /// <summary>Where the grade stands.</summary>
    public GradeState State { get; init; }

    /// <summary>Who gave the mark; <see langword="null"/> when there is none.</summary>
    public MarkSource? Source { get; init; }

    /// <summary>How far the mark may be relied on; <see langword="null"/> when there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MarkStanding? Standing { get; init; }

    /// <summary>The mark; <see langword="null"/> unless <see cref="State"/> is <see cref="GradeState.Graded"/> or <see cref="GradeState.Blank"/>. The sum of the criteria when a model gave it.</summary>
    public decimal? PointsEarned { get; init; }

    /// <summary>The points a model proposed for an answer that a person must look at; they count nowhere.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? SuggestedPoints { get; init; }

    /// <summary>What the question is worth.</summary>
    [JsonConverter(typeof(PointsConverter))]
    public decimal PointsPossible { get; init; }

    /// <summary>Points criterion by criterion, in the order of the rubric. They add up to the mark (or to the suggestion); empty when there are none that do.</summary>
    public IReadOnlyList<CriterionGrade> CriterionScores { get; init => field = value ?? []; } = [];

    /// <summary>What the student is told.</summary>
    public string Feedback { get; init => field = value ?? ""; } = "";

    /// <summary>Why a person must look at it, one sentence each; also kept after the person has decided.</summary>
    public IReadOnlyList<string> ReviewReasons { get; init => field = value ?? []; } = [];

    /// <summary>How sure the grader says it is, 0 to 1; <see langword="null"/> if unknown. It is no measurement.</summary>
    public double? Confidence { get; init; }

    /// <summary>Who decided, when a person did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DecidedBy { get; init; }

    /// <summary>When it was graded.</summary>
    public DateTimeOffset? GradedAt { get; init; }

    /// <summary>Whether the mark is one that a model proposed and that nobody and no calibration has confirmed; everyone who counts suggestions counts these.</summary>
    internal bool IsSuggested => IsResolved && Source == MarkSource.Model && Standing is not MarkStanding.Accepted;

    /// <summary>Whether the mark stands: a person need not look any more. Nothing is exported while one is open, unless the teacher says so.</summary>
    [JsonIgnore]
    public bool IsResolved => State is GradeState.Graded or GradeState.Blank or GradeState.Excused;
}
