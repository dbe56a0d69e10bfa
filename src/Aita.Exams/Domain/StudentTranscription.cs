using System.Text.Json.Serialization;

namespace Aita.Exams.Domain;

/// <summary>All that was read of one student (<c>transcriptions.json</c>).</summary>
public sealed record StudentTranscription
{
    /// <summary>The student.</summary>
    public string StudentName { get; init => field = value ?? ""; } = "";

    /// <summary>The student's number; text, so that leading zeros stay.</summary>
    [JsonConverter(typeof(LenientTextConverter))]
    public string? StudentId { get; init; }

    /// <summary>Pages that were to be read.</summary>
    public int TotalPages { get; init; }

    /// <summary>Pages that were read, blank ones included.</summary>
    public int SuccessfulPages { get; init; }

    /// <summary>Pages that could not be read. They are failures, not empty answers.</summary>
    public int FailedPages { get; init; }

    /// <summary>Share of pages read, in per cent.</summary>
    public double SuccessRate { get; init; }

    /// <summary>Mean confidence of the pages read, 0 to 1.</summary>
    public double AverageConfidence { get; init; }

    /// <summary>The time spent reading, in seconds.</summary>
    public double ProcessingTime { get; init; }

    /// <summary>What went wrong, one sentence each.</summary>
    [JsonConverter(typeof(LenientTextListConverter))]
    public IReadOnlyList<string> Errors { get; init => field = value ?? []; } = [];

    /// <summary>The text of each page that has any, in page order.</summary>
    public IReadOnlyList<StudentAnswer> StudentAnswers { get; init => field = value ?? []; } = [];

    /// <summary>When the student was finished.</summary>
    public DateTimeOffset? Timestamp { get; init; }
}
