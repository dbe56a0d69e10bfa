using System.Text.Json.Serialization;

namespace Aita.Exams.Domain;

/// <summary>What a person decided about one answer (a line of <c>decisions.jsonl</c>, which only grows; the last line of an answer counts). Immutable.</summary>
public sealed record GradeDecision
{
    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Who, as the person gave it.</summary>
    public string By { get; init => field = value ?? ""; } = "";

    /// <summary>The student's folder name.</summary>
    public string Student { get; init => field = value ?? ""; } = "";

    /// <summary>The question; <see langword="null"/> for the whole exam (only to excuse the student).</summary>
    [JsonConverter(typeof(LenientTextConverter))]
    public string? QuestionId { get; init; }

    /// <summary>The mark; <see langword="null"/> to excuse, or to take an earlier decision back.</summary>
    public decimal? Points { get; init; }

    /// <summary>Points criterion by criterion, in the order of the rubric; empty when the person gave one mark for all.</summary>
    public IReadOnlyList<decimal> CriterionPoints { get; init => field = value ?? []; } = [];

    /// <summary>Whether the student is excused.</summary>
    public bool Excused { get; init; }

    /// <summary>Whether this takes earlier decisions about the answer back.</summary>
    public bool Withdrawn { get; init; }

    /// <summary>Why, or what the student is told; <see langword="null"/> if nothing was said.</summary>
    public string? Comment { get; init; }
}
