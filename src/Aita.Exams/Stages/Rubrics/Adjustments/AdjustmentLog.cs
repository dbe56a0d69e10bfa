using System.Text.Json.Serialization;

namespace Aita.Exams.Stages.Rubrics;

/// <summary>What a file of wishes has changed (<c>adjustment_log_*.json</c>).</summary>
internal sealed record AdjustmentLog
{
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>The file of wishes.</summary>
    public string AdjustmentFile { get; init => field = value ?? ""; } = "";

    /// <summary>The rubrics as they were before.</summary>
    public string BackupFile { get; init => field = value ?? ""; } = "";

    public IReadOnlyList<AdjustmentLogEntry> Adjustments { get; init => field = value ?? []; } = [];
}

/// <summary>What became of the wishes for one question.</summary>
internal sealed record AdjustmentLogEntry
{
    public string QuestionId { get; init => field = value ?? ""; } = "";

    /// <summary>The wishes, one a line.</summary>
    public string Wishes { get; init => field = value ?? ""; } = "";

    /// <summary>Who changed the rubric.</summary>
    public AdjustedBy By { get; init; }

    /// <summary>The hash of the rubric that came out; empty when it was left as it was.</summary>
    public string RubricHash { get; init => field = value ?? ""; } = "";

    /// <summary>Why it was left as it was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Error { get; init; }
}

/// <summary>Who changed a rubric; in JSON the snake_case name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AdjustedBy>))]
internal enum AdjustedBy
{
    [JsonStringEnumMemberName("code")]
    Code,

    [JsonStringEnumMemberName("model")]
    Model,

    [JsonStringEnumMemberName("nobody")]
    Nobody,
}
