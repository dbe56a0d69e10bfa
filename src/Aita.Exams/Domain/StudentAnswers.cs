using System.Text.Json.Serialization;

namespace Aita.Exams.Domain;

/// <summary>A student's answers question by question (<c>question_transcriptions.json</c>).</summary>
public sealed record StudentAnswers
{
    /// <summary>The student.</summary>
    public string StudentName { get; init => field = value ?? ""; } = "";

    /// <summary>The student's number; text, so that leading zeros stay.</summary>
    [JsonConverter(typeof(LenientTextConverter))]
    public string? StudentId { get; init; }

    /// <summary>The title of the exam.</summary>
    public string ExamName { get; init => field = value ?? ""; } = "";

    /// <summary>Questions of the exam.</summary>
    public int TotalQuestions { get; init; }

    /// <summary>Questions for which something was written.</summary>
    public int MappedQuestions { get; init; }

    /// <summary>One answer for every question of the exam, in its order, also for those left out.</summary>
    public IReadOnlyList<StudentAnswer> QuestionAnswers { get; init => field = value ?? []; } = [];

    /// <summary>Handwriting that belongs to no question as far as the reader could tell. It is never dropped: a person must look at it.</summary>
    public IReadOnlyList<PageBlock> UnassignedText { get; init => field = value ?? []; } = [];

    /// <summary>Pages of the exam that are not among the student's scans, from 1.</summary>
    public IReadOnlyList<int> MissingPages { get; init => field = value ?? []; } = [];

    /// <summary>Pages that could not be read, from 1.</summary>
    public IReadOnlyList<int> FailedPages { get; init => field = value ?? []; } = [];

    /// <summary>
    /// Pages of which more than the name's strip was painted over before they were read, as it is not known which way up they lie, and that no
    /// person has confirmed, from 1; <see langword="null"/> when there is none.
    /// </summary>
    [JsonInclude]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal IReadOnlyList<int>? MaskedPages { get; init; }

    /// <summary>When it was put together.</summary>
    public DateTimeOffset? Timestamp { get; init; }
}
