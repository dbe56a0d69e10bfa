using Aita.Exams.Images;
using Aita.Exams.Privacy;

namespace Aita.Exams.Stages.Questions;

/// <summary>How the questions of an exam are extracted.</summary>
public sealed record QuestionsStageOptions
{
    /// <summary>The student whose pages are read, by folder name, when there is no blank exam.</summary>
    /// <value><see langword="null"/>: the blank exam.</value>
    public string? FromStudent { get; init; }

    /// <summary>How pages are made ready for the model.</summary>
    /// <value>See <see cref="ImageOptions"/>.</value>
    public ImageOptions Images { get; init; } = new();

    /// <summary>Whether names are painted over before a student's page is sent.</summary>
    /// <value><see cref="Redaction.WhereKnown"/>.</value>
    public Redaction Redaction { get; init; }

    /// <summary>The height of the strip with the name on a student's page, in per cent, more than 0 and less than 100.</summary>
    /// <value><see langword="null"/>: as ingest noted it.</value>
    public double? NameStripPercent { get; init; }

    /// <summary>The model that will be asked; part of what tells one extraction from another.</summary>
    /// <value><see langword="null"/>: the client's own.</value>
    public string? Model { get; init; }

    /// <summary>Whether to extract anew although there is an exam already; what was there is kept as a backup.</summary>
    /// <value>False.</value>
    public bool Force { get; init; }
}
