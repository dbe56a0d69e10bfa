using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Ingest;

/// <summary>What a person must decide (<c>ingest/unresolved.json</c>), and what was decided. An item that a person completed stays as it is.</summary>
internal sealed record UnresolvedFile
{
    private const string Advice =
        "Write the student's name or id as \"student\" of each item (\"nobody\" if it is nobody's), and \"exam_page\" if you know it. Then run aita ingest again.";

    public string WhatToDo { get; init => field = value ?? Advice; } = Advice;

    public IReadOnlyList<UnresolvedItem> Items { get; init => field = value ?? []; } = [];

    public static async Task<UnresolvedFile> ReadAsync(AssignmentFolder folder, CancellationToken cancellationToken) =>
        await JsonFile.TryReadAsync(folder.Unresolved, UnresolvedContext.Readable.UnresolvedFile, cancellationToken).ConfigureAwait(false) ?? new UnresolvedFile();

    public Task WriteAsync(AssignmentFolder folder, CancellationToken cancellationToken) =>
        JsonFile.WriteAsync(folder.Unresolved, this, UnresolvedContext.Readable.UnresolvedFile, cancellationToken);

    /// <summary>The decisions by page, and what is wrong with those that cannot be followed. Pure.</summary>
    public (IReadOnlyDictionary<string, PersonDecision> ByPage, IReadOnlyList<string> Problems) Decisions(Func<string, RosterEntry?> find)
    {
        var decisions = new Dictionary<string, PersonDecision>(StringComparer.Ordinal);
        var problems = new List<string>();
        foreach (var item in Items.Where(item => item.IsAnswered))
        {
            var student = item.IsNobodys ? null : find(item.Student);
            if (student is null && !item.IsNobodys)
            {
                problems.Add($"ingest/unresolved.json, item {item.Id}: there is no student '{item.Student}' on the roster, or more than one; write the id, or \"nobody\".");
                continue;
            }

            foreach (var page in item.Pages)
            {
                decisions[page] = new PersonDecision(student, item.Pages.Count == 1 && item.ExamPage > 0 ? item.ExamPage : null);
            }
        }

        return (decisions, problems);
    }

    /// <summary>The file with these open items; what a person answered stays. Pure.</summary>
    public UnresolvedFile With(IReadOnlyList<UnresolvedItem> open)
    {
        var answered = Items.Where(item => item.IsAnswered).ToList();
        var ids = answered.Select(item => item.Id).ToHashSet(StringComparer.Ordinal);
        return this with { Items = [.. open.Where(item => !ids.Contains(item.Id)), .. answered] };
    }
}

/// <summary>One thing to decide: a page, or an exam whose student was not found.</summary>
internal sealed record UnresolvedItem
{
    public string Id { get; init => field = value ?? ""; } = "";

    /// <summary>What a person writes: a name or id of the roster, or <c>nobody</c>.</summary>
    [JsonConverter(typeof(LenientTextConverter))]
    public string Student { get; init => field = value ?? ""; } = "";

    /// <summary>What a person may write: the page of the exam.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
    public int? ExamPage { get; init; }

    public string Reason { get; init => field = value ?? ""; } = "";

    public IReadOnlyList<UnresolvedCandidate> Candidates { get; init => field = value ?? []; } = [];

    public string ReadName { get; init => field = value ?? ""; } = "";

    public string ReadId { get; init => field = value ?? ""; } = "";

    /// <summary>Where the pages came from, for a person.</summary>
    public IReadOnlyList<string> Sources { get; init => field = value ?? []; } = [];

    /// <summary>The image of a name strip, relative to the assignment's folder.</summary>
    public string? Strip { get; init; }

    /// <summary>The pages by id.</summary>
    public IReadOnlyList<string> Pages { get; init => field = value ?? []; } = [];

    [JsonIgnore]
    public bool IsAnswered => !string.IsNullOrWhiteSpace(Student);

    /// <summary>Whether a person has said that the pages belong to nobody.</summary>
    [JsonIgnore]
    public bool IsNobodys => string.Equals(Student.Trim(), "nobody", StringComparison.OrdinalIgnoreCase);
}

/// <summary>A student it may be.</summary>
internal sealed record UnresolvedCandidate(string Student, string? StudentId, double Score);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(UnresolvedFile))]
internal sealed partial class UnresolvedContext : JsonSerializerContext
{
    public static UnresolvedContext Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
