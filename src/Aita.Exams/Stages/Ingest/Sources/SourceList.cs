using System.Security.Cryptography;
using Aita.Exams.Domain;
using Aita.Exams.Images;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Ingest;

/// <summary>
/// Finds the files of scans. The order is the one given, and natural within folders; dates of files never count, because copying and
/// unpacking changes them.
/// </summary>
internal sealed class SourceList(AssignmentFolder folder, IngestStageOptions options)
{
    private const int MaxFiles = 100_000;

    private static readonly HashSet<string> NotScans = new(StringComparer.OrdinalIgnoreCase)
    {
        ".json", ".jsonl", ".txt", ".md", ".csv", ".html", ".db", ".ini", ".tmp",
    };

    /// <summary>The files with their hashes and page counts. A file that cannot be used is in the list, with the reason.</summary>
    /// <param name="known">Page counts of files by hash, so that these need not be opened.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="ExamException">A path does not exist, is what ingest itself makes, or there is nothing.</exception>
    public async Task<IReadOnlyList<SourceFile>> ReadAsync(IReadOnlyDictionary<string, int> known, CancellationToken cancellationToken)
    {
        var files = new List<SourceFile>();
        var first = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Expand())
        {
            var file = await DescribeAsync(path, known, cancellationToken).ConfigureAwait(false);
            if (file.Sha256.Length > 0 && !first.TryAdd(file.Sha256, file.Name))
            {
                file = file with { SameAs = first[file.Sha256] };
            }

            files.Add(file);
        }

        return files;
    }

    private List<string> Expand()
    {
        var paths = options.Paths.Count > 0 ? options.Paths : [folder.Scans];
        var found = new List<string>();
        foreach (var path in paths.Select(Path.GetFullPath))
        {
            if (IsWithin(path, folder.Grouped) || IsWithin(path, folder.In("ingest")))
            {
                throw new ExamException(ExamErrorKind.Invalid, $"{path} is what ingest makes, not where scans come from; name the folder of your scans.");
            }

            if (Directory.Exists(path))
            {
                found.AddRange(Within(path).Where(file => !IsWithin(file, folder.Grouped) && !IsWithin(file, folder.In("ingest"))));
            }
            else if (File.Exists(path))
            {
                found.Add(path);
            }
            else
            {
                throw new ExamException(
                    ExamErrorKind.Missing,
                    options.Paths.Count > 0 ? $"There is no file or folder {path}." : $"There is no folder {path}: put the scans there, or name them: aita ingest PATH...");
            }
        }

        // A file that is named twice, or lies in a folder that is named too, is one file.
        var files = found.Distinct(StringComparer.Ordinal).Take(MaxFiles + 1).ToList();
        return files.Count switch
        {
            0 => throw new ExamException(ExamErrorKind.Missing, $"There are no scans in {string.Join(", ", paths)}: PDF files and images (PNG, JPEG, TIFF, WebP, BMP) are taken."),
            > MaxFiles => throw new ExamException(ExamErrorKind.Invalid, $"There are more than {MaxFiles} files; ingest them in parts."),
            _ => files,
        };
    }

    private static IEnumerable<string> Within(string path)
    {
        var here = Directory.EnumerateFiles(path).Where(IsScan).OrderBy(file => Path.GetFileName(file), NaturalOrder.Instance);
        var below = Directory.EnumerateDirectories(path)
            .Where(inner => !Path.GetFileName(inner).StartsWith('.') && new DirectoryInfo(inner).LinkTarget is null)
            .OrderBy(inner => Path.GetFileName(inner), NaturalOrder.Instance);
        return here.Concat(below.SelectMany(Within));
    }

    private static bool IsScan(string file) => !Path.GetFileName(file).StartsWith('.') && !NotScans.Contains(Path.GetExtension(file));

    private static bool IsWithin(string path, string parent) =>
        string.Equals(path, parent, StringComparison.Ordinal) || path.StartsWith(parent + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private async Task<SourceFile> DescribeAsync(string path, IReadOnlyDictionary<string, int> known, CancellationToken cancellationToken)
    {
        var name = NameOf(path);
        try
        {
            var length = new FileInfo(path).Length;
            if (length == 0 || length > options.Images.MaxFileBytes)
            {
                return Failed(length == 0 ? "The file is empty; scan or copy it again." : $"The file has {length} bytes; at most {options.Images.MaxFileBytes} are read. Split it.");
            }

            var head = new byte[1024];
            string sha256;
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, useAsync: true);
            await using (stream.ConfigureAwait(false))
            {
                head = head[..await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false)];
                stream.Position = 0;
                sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false));
            }

            var file = new SourceFile(path, name, ImageFormats.Detect(head)) { Sha256 = sha256 };
            return known.TryGetValue(sha256, out var pages) ? InContainer(file with { Pages = pages }) : await CountAsync(file, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Failed($"The file could not be read: {exception.Message}");
        }

        SourceFile Failed(string error) => new(path, name, ImageFormat.Unknown) { Error = error };
    }

    private async Task<SourceFile> CountAsync(SourceFile file, CancellationToken cancellationToken)
    {
        switch (file.Kind)
        {
            case ImageFormat.Unknown or ImageFormat.Heif:
                return file with { Error = "It is neither a PDF nor an image of a known kind; use PDF, PNG, JPEG, TIFF, WebP or BMP." };
            case ImageFormat.Tiff:
                return Limit(file with { Pages = PageImagePreparer.CountPages(file.Path, options.Images) });
            case ImageFormat.Pdf:
                var (pages, error) = PdfPages.Open(await File.ReadAllBytesAsync(file.Path, cancellationToken).ConfigureAwait(false));
                using (pages)
                {
                    return pages is null ? file with { Error = error } : Limit(file with { Pages = pages.Count });
                }

            default:
                return InContainer(file with { Pages = 1 });
        }
    }

    private SourceFile Limit(SourceFile file) => file.Pages > options.MaxPagesPerFile
        ? file with { Pages = 0, Error = $"The file has {file.Pages} pages; at most {options.MaxPagesPerFile} are read. Split it." }
        : InContainer(file);

    private static SourceFile InContainer(SourceFile file) =>
        file with { Container = file.Kind == ImageFormat.Pdf || file.Pages > 1 ? file.Path : Path.GetDirectoryName(file.Path)! };

    private string NameOf(string path)
    {
        var relative = Path.GetRelativePath(folder.Root, path);
        return (relative.StartsWith("..", StringComparison.Ordinal) ? path : relative).Replace('\\', '/');
    }
}
