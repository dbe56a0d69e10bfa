using Aita.Exams.Domain;
using Aita.Exams.Images;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Ingest;

/// <summary>How scans are ingested.</summary>
public sealed record IngestStageOptions
{
    /// <summary>Files and folders, in the order that counts.</summary>
    /// <value>None: <see cref="AssignmentFolder.Scans"/>.</value>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>Whether a file holds the exams of several students; without it that is found out from the name strips.</summary>
    /// <value><see langword="null"/>: as in the run before, else false.</value>
    public bool? Stack { get; init; }

    /// <summary>The height of the name strip in per cent of the page, 3 to 50.</summary>
    /// <value><see langword="null"/>: as in the run before, else 12.</value>
    public int? NameStripPercent { get; init; }

    /// <summary>Whether only the strips of first pages are read; false reads every page, which finds pages that lie in another student's exam.</summary>
    /// <value><see langword="null"/>: as in the run before, else false.</value>
    public bool? FirstPagesOnly { get; init; }

    /// <summary>The only student whose folder is filled: name, id or folder.</summary>
    /// <value><see langword="null"/>: all.</value>
    public string? Student { get; init; }

    /// <summary>The most pages of one file, 1 to 100,000.</summary>
    /// <value>10,000.</value>
    public int MaxPagesPerFile { get; init; } = 10_000;

    /// <summary>Limits of images. Pages are kept in full size up to <see cref="ImageOptions.MaxSide"/>.</summary>
    /// <value>See <see cref="ImageOptions"/>; the longest side is 6000 pixels.</value>
    public ImageOptions Images { get; init; } = new() { MaxSide = 6000, JpegQuality = 90, MaxPages = 2000 };

    /// <summary>The model that will be asked; part of what decides whether an earlier reading is still current.</summary>
    /// <value><see langword="null"/>: the client's own.</value>
    public string? Model { get; init; }

    /// <summary>Whether to import and read every page anew that no person decided on.</summary>
    /// <value>False.</value>
    public bool Force { get; init; }

    /// <summary>Draws PDF pages that are more than one image.</summary>
    /// <value>pdftoppm.</value>
    internal IPdfRenderer Renderer { get; init; } = new PdftoppmRenderer();

    /// <summary>Moves a page from one place to another, over what is there.</summary>
    /// <value>The file system's move, which leaves it in one of the two.</value>
    internal Action<string, string> MoveFile { get; init; } = static (from, to) => File.Move(from, to, overwrite: true);

    /// <summary>The height of the name strip, for options of which every value is decided.</summary>
    internal int StripPercent => NameStripPercent ?? 12;

    internal double StripShare => StripPercent / 100.0;

    /// <summary>The options with what was not said taken from the run before: what names are masked by must not change because an option is not repeated.</summary>
    internal IngestStageOptions After(IngestManifest? before) => this with
    {
        NameStripPercent = NameStripPercent ?? before?.StripPercent ?? StripPercent,
        Stack = Stack ?? before?.IsStack ?? false,
        FirstPagesOnly = FirstPagesOnly ?? before?.IsFirstPagesOnly ?? false,
    };

    /// <summary>Checks all values.</summary>
    /// <exception cref="ExamException">One or more are out of range; the message names each.</exception>
    public void Validate()
    {
        Images.Validate();
        var errors = new List<string>();
        if (NameStripPercent is < 3 or > 50)
        {
            errors.Add($"The name strip is {NameStripPercent} per cent of the page; set it to 3 to 50.");
        }

        if (MaxPagesPerFile is < 1 or > 100_000)
        {
            errors.Add($"MaxPagesPerFile is {MaxPagesPerFile}; set it to 1 to 100000.");
        }

        if (errors.Count > 0)
        {
            throw new ExamException(ExamErrorKind.Invalid, string.Join(' ', errors));
        }
    }
}
