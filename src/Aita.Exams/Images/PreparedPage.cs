using System.Diagnostics.CodeAnalysis;

namespace Aita.Exams.Images;

/// <summary>One page made ready for a model, or the reason why it cannot be.</summary>
public sealed record PreparedPage
{
    /// <summary>What is wrong with the page, one sentence that says what to do; <see langword="null"/> if it can be used.</summary>
    public string? Error { get; init; }

    /// <summary>Whether there is an image.</summary>
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsUsable => Error is null;

    /// <summary>The image to send; empty if there is an <see cref="Error"/>.</summary>
    public ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>Such as <c>image/jpeg</c>; empty if there is an <see cref="Error"/>.</summary>
    public string MediaType { get; init; } = "";

    /// <summary>Width as seen by a reader, in pixels.</summary>
    public int Width { get; init; }

    /// <summary>Height as seen by a reader, in pixels.</summary>
    public int Height { get; init; }

    /// <summary>What a person should look at, one sentence each: a name that says another kind of image, frames that are left out.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What was done to the image, one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>SHA-256 of the whole file as it was, lower-case hex.</summary>
    public string OriginalSha256 { get; init; } = "";

    /// <summary>The page within the file, from 1; more than 1 only in a TIFF of several pages.</summary>
    public int PageInFile { get; init; } = 1;
}
