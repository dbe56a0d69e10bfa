using System.Text.Json.Serialization;
using Aita.Exams.Domain;

namespace Aita.Exams.Stages.Transcription;

/// <summary>A run of handwriting as a model read it.</summary>
public sealed record BlockReading
{
    /// <summary>The question it answers; empty when the model could not tell.</summary>
    [JsonConverter(typeof(LenientTextConverter))]
    public string QuestionId { get; init => field = value?.Trim() ?? ""; } = "";

    /// <summary>The handwriting word for word.</summary>
    public string Text { get; init => field = value ?? ""; } = "";

    /// <summary>Top, left, bottom and right in thousandths of the page.</summary>
    public IReadOnlyList<double>? Box { get; init; }

    /// <summary>The place on the page; <see langword="null"/> when the model gave none, or one that is no rectangle of the page.</summary>
    internal PageRegion? RegionOn(int pageNumber, string imagePath) =>
        Box is [var top, var left, var bottom, var right] && top >= 0 && left >= 0 && bottom <= 1000 && right <= 1000 && top < bottom && left < right
            ? new PageRegion
            {
                PageNumber = pageNumber,
                ImagePath = imagePath,
                Top = (int)Math.Floor(top),
                Left = (int)Math.Floor(left),
                Bottom = (int)Math.Ceiling(bottom),
                Right = (int)Math.Ceiling(right),
            }
            : null;
}
