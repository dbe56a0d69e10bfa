using Aita.Exams.Images;

namespace Aita.Exams.Stages.Ingest;

/// <summary>One file of scans. Immutable.</summary>
/// <param name="Path">The full path.</param>
/// <param name="Name">As a person reads it: relative to the assignment's folder if it is in it.</param>
/// <param name="Kind">What it is by its content.</param>
internal sealed record SourceFile(string Path, string Name, ImageFormat Kind)
{
    /// <summary>SHA-256 of the file, lower-case hex; empty if it could not be read.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>The number of pages.</summary>
    public int Pages { get; init; }

    /// <summary>What lies together: a file of several pages, or the folder of single images. One student's, as long as nothing speaks against it.</summary>
    public string Container { get; init; } = "";

    /// <summary>The earlier file with the very same content; <see langword="null"/> if there is none.</summary>
    public string? SameAs { get; init; }

    /// <summary>Why it cannot be used, and what to do; <see langword="null"/> if it can.</summary>
    public string? Error { get; init; }

    /// <summary>The id of a page of this file, from 1. A second file with the same content has ids of its own.</summary>
    public string PageId(int page) => $"{(Sha256.Length >= 12 ? Sha256[..12] : Sha256)}{(SameAs is null ? "" : $"-{StableNumber(Name):x4}")}-{page}";

    private static int StableNumber(string text) => text.Aggregate(7, (sum, c) => ((sum * 31) + c) & 0xFFFF);
}
