using System.Text.Json.Serialization;

namespace Aita.Exams.Stages.Transcription;

/// <summary>What a model read on one page.</summary>
public sealed record PageReading
{
    /// <summary>The handwriting word for word; empty for a blank page.</summary>
    public string TranscribedText { get; init => field = value ?? ""; } = "";

    /// <summary>The handwriting block by block in reading order; <see langword="null"/> when it was not asked for.</summary>
    public IReadOnlyList<BlockReading>? Blocks { get; init; }

    /// <summary>How sure the model says it is, 0 to 1.</summary>
    public double Confidence { get; init; } = -1;

    /// <summary>What was hard to read; <see langword="null"/> if nothing was.</summary>
    public string? Notes { get; init => field = string.IsNullOrWhiteSpace(value) ? null : value.Trim(); }

    /// <summary>What is strange about the file, one sentence each. Ours, not the model's.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> ImageWarnings { get; init; } = [];

    /// <summary>SHA-256 of the file that was read, lower-case hex. Ours, not the model's.</summary>
    [JsonIgnore]
    public string ImageSha256 { get; init; } = "";
}
