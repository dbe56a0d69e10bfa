using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Aita.Exams.Workspace;

namespace Aita.Exams.Domain;

/// <summary>
/// What ingest knows of every page that came in (<c>ingest/manifest.json</c>): where it came from, what became of it, and where its image is.
/// Every page is in it once, whatever became of it. Immutable.
/// </summary>
public sealed record IngestManifest
{
    /// <summary>The files, in the order in which they were given.</summary>
    public IReadOnlyList<IngestSource> Sources { get; init => field = value ?? []; } = [];

    /// <summary>What the pages were looked at with: the height of the strip and the blank exam.</summary>
    public string LookedWith { get; init => field = value ?? ""; } = "";

    /// <summary>Whether a file was said to hold the exams of several students.</summary>
    [JsonInclude]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    internal bool IsStack { get; init; }

    /// <summary>Whether the names of first pages only were read.</summary>
    [JsonInclude]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    internal bool IsFirstPagesOnly { get; init; }

    /// <summary>Of whom the roster told when pages were last matched with it; <see langword="null"/> when there was none, or it was not noted.</summary>
    [JsonInclude]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    internal string? RosterStamp { get; init; }

    /// <summary>The height of the strip in per cent of the page; <see langword="null"/> if it is not written down.</summary>
    internal int? StripPercent => int.TryParse(LookedWith.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var percent) && percent is >= 3 and <= 50 ? percent : null;

    /// <summary>The pages, in the order in which they came in.</summary>
    public IReadOnlyList<IngestedPage> Pages { get; init => field = value ?? []; } = [];

    /// <summary>How many pages came in, and what became of them.</summary>
    public PageCounts Counts { get; init => field = value ?? new(); } = new();

    /// <summary>Pages that are missing, by student folder.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<int>> MissingPages { get; init => field = value ?? NoPages; } = NoPages;

    /// <summary>Students on the roster of whom there is no page.</summary>
    public IReadOnlyList<string> StudentsWithoutScans { get; init => field = value ?? []; } = [];

    /// <summary>Names that were read and that nobody on the roster has.</summary>
    public IReadOnlyList<string> UnknownNames { get; init => field = value ?? []; } = [];

    private static IReadOnlyDictionary<string, IReadOnlyList<int>> NoPages { get; } = new Dictionary<string, IReadOnlyList<int>>(StringComparer.Ordinal);

    /// <summary>The manifest of an assignment; <see langword="null"/> if nothing was ingested.</summary>
    /// <exception cref="ExamException">The file is malformed.</exception>
    public static Task<IngestManifest?> TryReadAsync(AssignmentFolder folder, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return JsonFile.TryReadAsync(folder.IngestManifest, IngestJsonContext.Readable.IngestManifest, cancellationToken);
    }

    /// <summary>Writes the manifest.</summary>
    /// <exception cref="ExamException">The disk refused.</exception>
    public Task WriteAsync(AssignmentFolder folder, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return JsonFile.WriteAsync(folder.IngestManifest, this, IngestJsonContext.Readable.IngestManifest, cancellationToken);
    }
}

/// <summary>One file that was given. Immutable.</summary>
/// <param name="Path">The file, relative to the assignment's folder if it is in it.</param>
/// <param name="Sha256">Of the whole file, lower-case hex.</param>
/// <param name="Pages">The number of its pages.</param>
public sealed record IngestSource(string Path, string Sha256, int Pages)
{
    /// <summary>What it lay together with: the file itself, or the folder of single images.</summary>
    public string Container { get; init => field = value ?? ""; } = "";

    /// <summary>The earlier file with the very same content; <see langword="null"/> if there is none.</summary>
    public string? SameAs { get; init; }

    /// <summary>Why the file cannot be used; <see langword="null"/> if it can.</summary>
    public string? Error { get; init; }
}

/// <summary>How many pages came in, and what became of them. Immutable.</summary>
public sealed record PageCounts
{
    /// <summary>Pages in.</summary>
    public int Pages { get; init; }

    /// <summary>Pages in a student's folder.</summary>
    public int Assigned { get; init; }

    /// <summary>Pages with nothing on them.</summary>
    public int Blank { get; init; }

    /// <summary>Pages that are there once more, and better.</summary>
    public int Duplicate { get; init; }

    /// <summary>Pages for which no student was found.</summary>
    public int Unassigned { get; init; }

    /// <summary>Pages whose turn has not come: the run was stopped, or was about another student.</summary>
    public int Waiting { get; init; }

    /// <summary>Whether every page that came in is counted once.</summary>
    [JsonIgnore]
    public bool AddUp => Pages == Assigned + Blank + Duplicate + Unassigned + Waiting;

    /// <summary>Counts pages. Pure.</summary>
    public static PageCounts Of(IReadOnlyCollection<IngestedPage> pages)
    {
        ArgumentNullException.ThrowIfNull(pages);
        return new PageCounts
        {
            Pages = pages.Count,
            Assigned = Count(PageState.Assigned),
            Blank = Count(PageState.Blank),
            Duplicate = Count(PageState.Duplicate),
            Unassigned = Count(PageState.Unassigned),
            Waiting = Count(PageState.Waiting),
        };

        int Count(PageState state) => pages.Count(page => page.State == state);
    }
}

/// <summary>How the manifest is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IngestManifest))]
internal sealed partial class IngestJsonContext : JsonSerializerContext
{
    public static IngestJsonContext Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        WriteIndented = true,
        NewLine = "\n",
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
