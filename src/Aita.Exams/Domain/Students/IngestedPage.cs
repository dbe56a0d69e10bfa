using System.Text.Json.Serialization;

namespace Aita.Exams.Domain;

/// <summary>One page that came in, and what became of it. Immutable.</summary>
public sealed record IngestedPage
{
    /// <summary>The page's id, made of its file's content and its place in it, such as <c>3fa2c19b0d11-2</c>.</summary>
    public string Id { get; init => field = value ?? ""; } = "";

    /// <summary>The file it came from, relative to the assignment's folder if it is in it.</summary>
    public string Source { get; init => field = value ?? ""; } = "";

    /// <summary>The page within that file, from 1.</summary>
    public int PageInFile { get; init; } = 1;

    /// <summary>SHA-256 of the page's image as it came in, lower-case hex; empty if it could not be read.</summary>
    public string Sha256 { get; init => field = value ?? ""; } = "";

    /// <summary>What became of it.</summary>
    public PageState State { get; init; }

    /// <summary>The student's folder; <see langword="null"/> if there is none.</summary>
    public string? Student { get; init; }

    /// <summary>The page of the exam, from 1; <see langword="null"/> if it is not known.</summary>
    public int? ExamPage { get; init; }

    /// <summary>Where its image is, relative to the assignment's folder; <see langword="null"/> if there is none.</summary>
    public string? File { get; init; }

    /// <summary>Where its image was before that, in case a run was stopped in between; <see langword="null"/> if it was nowhere else.</summary>
    public string? FileBefore { get; init; }

    /// <summary>SHA-256 of the image that lay at <see cref="FileBefore"/>, or at <see cref="File"/>, if it was another one; <see langword="null"/> if it was the same.</summary>
    [JsonInclude]
    internal string? FileBeforeSha256 { get; init; }

    /// <summary>SHA-256 of that image as it was written, lower-case hex; another one there is a person's.</summary>
    public string? FileSha256 { get; init; }

    /// <summary>By how many degrees it was turned clockwise to stand upright: 0, 90, 180 or 270. An orientation that its file states is not counted.</summary>
    public int Rotation { get; init; }

    /// <summary>Where the name is on the upright page; <see langword="null"/> if nothing was cut out.</summary>
    public PageRegion? Strip { get; init; }

    /// <summary>The image of the name strip, relative to the assignment's folder; <see langword="null"/> if there is none.</summary>
    public string? StripFile { get; init; }

    /// <summary>What was read there; <see langword="null"/> if nothing was.</summary>
    public StripReading? Read { get; init; }

    /// <summary>The key of the request it was read by; <see langword="null"/> if there was none.</summary>
    public string? ReadBy { get; init; }

    /// <summary>Whether its strip was also read turned upside down.</summary>
    public bool AskedTurned { get; init; }

    /// <summary>
    /// Whether it is known to stand upright: it fits a page of the blank exam, or its name was read on its strip. If not, it may be upside down.
    /// </summary>
    public bool IsUpright { get; init; }

    /// <summary>Whether its lines of text clearly run across it; if not, and it is not known to stand upright, it may also lie on its side.</summary>
    public bool IsLevel { get; init; }

    /// <summary>Whether nothing is written below the name strip.</summary>
    public bool IsBlank { get; init; }

    /// <summary>The page of the blank exam that it looks like; <see langword="null"/> if it looks like none.</summary>
    public int? LooksLike { get; init; }

    /// <summary>How much of the print of the page of the blank exam that fits best is on it: 1 all, 0 no more than by chance; <see langword="null"/> if none fits.</summary>
    public double? Likeness { get; init; }

    /// <summary>The page that this one is a duplicate of, by <see cref="Id"/>.</summary>
    public string? DuplicateOf { get; init; }

    /// <summary>Whether a person moved, renamed, edited or deleted the image, or decided whose it is; then it stays so.</summary>
    public bool ByPerson { get; init; }

    /// <summary>Why it became what it became, one sentence each.</summary>
    public IReadOnlyList<string> Reasons { get; init => field = value ?? []; } = [];
}

/// <summary>What was read on a name strip. Immutable.</summary>
public sealed record StripReading
{
    /// <summary>The name as it is written there; empty if there is none.</summary>
    public string StudentName { get; init => field = value?.Trim() ?? ""; } = "";

    /// <summary>The student's number as it is written there; empty if there is none.</summary>
    [JsonConverter(typeof(LenientTextConverter))]
    public string StudentId { get; init => field = value?.Trim() ?? ""; } = "";

    /// <summary>The printed page number; 0 if there is none.</summary>
    public int PageNumber { get; init; }

    /// <summary>Whether it looks like the first page of an exam.</summary>
    public bool IsFirstPage { get; init; }

    /// <summary>How sure the model says it is, 0 to 1.</summary>
    public double Confidence { get; init; }
}

/// <summary>What became of a page.</summary>
[JsonConverter(typeof(PageStateConverter))]
public enum PageState
{
    /// <summary>Its turn has not come.</summary>
    Waiting,

    /// <summary>It is in a student's folder.</summary>
    Assigned,

    /// <summary>There is nothing on it.</summary>
    Blank,

    /// <summary>It is there once more, and better.</summary>
    Duplicate,

    /// <summary>No student was found for it, or its image could not be read.</summary>
    Unassigned,
}

internal sealed class PageStateConverter() : JsonStringEnumConverter<PageState>(System.Text.Json.JsonNamingPolicy.SnakeCaseLower);
