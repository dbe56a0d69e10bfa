using Aita.Exams.Images;
using Aita.Exams.Privacy;

namespace Aita.Exams.Stages.Transcription;

/// <summary>How pages are transcribed.</summary>
public sealed record TranscriptionStageOptions
{
    /// <summary>The only student to read, by folder name.</summary>
    /// <value><see langword="null"/>: all.</value>
    public string? Student { get; init; }

    /// <summary>How pages are made ready for the model.</summary>
    /// <value>See <see cref="ImageOptions"/>.</value>
    public ImageOptions Images { get; init; } = new();

    /// <summary>Whether to write pages for a person to read.</summary>
    /// <value>True.</value>
    public bool Html { get; init; } = true;

    /// <summary>Whether handwriting is mapped to the printed questions, when there is an exam to map it to.</summary>
    /// <value>True.</value>
    public bool MapQuestions { get; init; } = true;

    /// <summary>Whether names are painted over before a page is sent.</summary>
    /// <value><see cref="Redaction.WhereKnown"/>.</value>
    public Redaction Redaction { get; init; }

    /// <summary>The height of the strip with the name, in per cent of the upright page, more than 0 and less than 100; for all pages, in place of what ingest noted.</summary>
    /// <value><see langword="null"/>: as ingest noted it.</value>
    public double? NameStripPercent { get; init; }

    /// <summary>The model that will be asked; part of what decides whether an earlier reading is still current.</summary>
    /// <value><see langword="null"/>: the client's own.</value>
    public string? Model { get; init; }

    /// <summary>Whether to read every page anew that no person edited.</summary>
    /// <value>False.</value>
    public bool Force { get; init; }
}
