using System.Text.Json.Serialization;

namespace Aita.Exams.Domain;

/// <summary>What one student wrote for one question, or on one page (id <c>page_N</c>).</summary>
public sealed record StudentAnswer
{
    /// <summary>The student.</summary>
    public string StudentName { get; init => field = value ?? ""; } = "";

    /// <summary>The student's number; text, so that leading zeros stay.</summary>
    [JsonConverter(typeof(LenientTextConverter))]
    public string? StudentId { get; init; }

    /// <summary>The question, or <c>page_N</c>.</summary>
    [JsonConverter(typeof(LenientTextConverter))]
    public string QuestionId { get; init => field = value ?? ""; } = "";

    /// <summary>The answer word for word.</summary>
    public string RawText { get; init => field = value ?? ""; } = "";

    /// <summary>The pages it was read from.</summary>
    public IReadOnlyList<string> ImagePaths { get; init => field = value ?? []; } = [];

    /// <summary>How sure the reader says it is, 0 to 1; <see langword="null"/> if unknown.</summary>
    public double? Confidence { get; init; }

    /// <summary>Remarks of the reader; <see langword="null"/> if none.</summary>
    public string? TranscriptionNotes { get; init; }

    /// <summary>Whether there is an answer to grade; <see langword="null"/> in files of older systems, which did not say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AnswerState? State { get; init; }

    /// <summary>
    /// The state, also where the file does not say or says what cannot be: text is an answer, whoever wrote it; no text without confidence is a
    /// page that older systems could not read, which is not an empty answer.
    /// </summary>
    [JsonIgnore]
    public AnswerState KnownState => (State, string.IsNullOrWhiteSpace(RawText)) switch
    {
        (_, false) => AnswerState.Answered,
        (AnswerState.Answered, true) => AnswerState.Blank,
        ({ } state, true) => state,
        (null, true) => Confidence > 0 ? AnswerState.Blank : AnswerState.Failed,
    };

    /// <summary>Where on the pages it stands, in reading order.</summary>
    public IReadOnlyList<PageRegion> Regions { get; init => field = value ?? []; } = [];
}
