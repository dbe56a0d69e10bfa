using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aita.Simulator;

/// <summary>The content of a truth file.</summary>
internal sealed record TruthFile
{
    /// <summary>The title of the exam.</summary>
    public string Exam { get; init => field = value ?? ""; } = "";

    /// <summary>The exam's name in the codes on its pages; empty when the pages carry none.</summary>
    public string Code { get; init => field = value ?? ""; } = "";

    public int TotalPages { get; init; }

    /// <summary>The total of points as printed on the exam; 0 when none is printed.</summary>
    public decimal PrintedTotal { get; init; }

    public IReadOnlyList<TruthQuestion> Questions { get; init => field = value ?? []; } = [];

    public IReadOnlyList<TruthStudent> Students { get; init => field = value ?? []; } = [];
}

/// <summary>A question as printed.</summary>
internal sealed record TruthQuestion
{
    public string QuestionId { get; init => field = value ?? ""; } = "";

    public string QuestionText { get; init => field = value ?? ""; } = "";

    public decimal Points { get; init; }

    public string QuestionType { get; init => field = value ?? ""; } = "";

    public int PageNumber { get; init; }
}

/// <summary>A student: the name in the codes on the pages, and every page.</summary>
internal sealed record TruthStudent
{
    /// <summary>The student's name in the codes; the student's id when left out.</summary>
    public string? Key { get; init; }

    public string StudentId { get; init => field = value ?? ""; } = "";

    /// <summary>As JSON, since a request may ask for any of their properties.</summary>
    public IReadOnlyList<JsonElement> Pages { get; init => field = value ?? []; } = [];
}

/// <summary>What one page says.</summary>
internal sealed record TruthPage
{
    /// <summary>The name as written in the head of this page; empty when none is.</summary>
    public string Student { get; init => field = value ?? ""; } = "";

    /// <summary>The id as written in the head of this page; empty when none is.</summary>
    public string StudentId { get; init => field = value ?? ""; } = "";

    public int Page { get; init; }

    public bool Blank { get; init; }

    public string Transcription { get; init => field = value ?? ""; } = "";

    /// <summary>How well the page can be read at best, 0 to 1; null is 1.</summary>
    public double? Legibility { get; init; }

    [JsonIgnore]
    public double MostConfidence => Math.Clamp(Legibility ?? 1, 0, 1);

    public IReadOnlyList<TruthAnswer> Answers { get; init => field = value ?? []; } = [];
}

/// <summary>A run of handwriting and the points it earns; an empty question when it answers none.</summary>
internal sealed record TruthAnswer
{
    public string QuestionId { get; init => field = value ?? ""; } = "";

    public string Text { get; init => field = value ?? ""; } = "";

    public decimal Points { get; init; }

    /// <summary>Top, left, bottom and right in thousandths of the page; null when not known.</summary>
    public IReadOnlyList<int>? Box { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TruthFile))]
[JsonSerializable(typeof(TruthPage))]
internal sealed partial class TruthFileContext : JsonSerializerContext;
