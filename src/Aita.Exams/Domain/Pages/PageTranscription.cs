using System.Text.Json.Serialization;

namespace Aita.Exams.Domain;

/// <summary>What one page says (<c>page_NNN_transcription.json</c>).</summary>
public sealed record PageTranscription
{
    /// <summary>The page of the student's exam, from 1.</summary>
    public int PageNumber { get; init; }

    /// <summary>The image that was read.</summary>
    public string ImagePath { get; init => field = value ?? ""; } = "";

    /// <summary>The handwriting word for word: <c>~~crossed out~~</c>, <c>[unclear]</c>, maths as LaTeX; empty for a blank page.</summary>
    public string TranscribedText { get; init => field = value ?? ""; } = "";

    /// <summary>How sure the reader says it is, 0 to 1.</summary>
    public double Confidence { get; init; }

    /// <summary>Remarks of the reader; <see langword="null"/> if none.</summary>
    public string? Notes { get; init; }

    /// <summary>The time spent reading, in seconds.</summary>
    public double ProcessingTime { get; init; }

    /// <summary>Kept for files of older systems that put pages on the web; Aita publishes nothing and leaves it <see langword="null"/>.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>
    /// What a person writes who has corrected the text and compared it with another image that came in its place since: the beginning of that
    /// image's hash, as the message of <c>aita transcribe</c> gives it. <see langword="null"/> otherwise.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ConfirmedImage { get; init; }

    /// <summary>When it was read.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The handwriting block by block in reading order, each with its question; empty in files of older systems.</summary>
    public IReadOnlyList<PageBlock> Blocks { get; init => field = value ?? []; } = [];
}
