using System.Globalization;
using System.Text.RegularExpressions;
using Aita.Exams.Images;
using Aita.Exams.Workspace;

namespace Aita.Exams.Results;

/// <summary>One scanned page of a student. Immutable.</summary>
/// <param name="Number">The page of the exam, from 1.</param>
/// <param name="Path">The image's file.</param>
/// <param name="PageInFile">The page within the file, from 1.</param>
internal sealed partial record StudentPage(int Number, string Path, int PageInFile)
{
    /// <summary>
    /// The student's pages in the order of the exam. The number comes from what was read of the file, else from a name such as
    /// <c>page_003.jpg</c>, else from its place.
    /// </summary>
    public static async Task<IReadOnlyList<StudentPage>> ListAsync(StudentFolder student, CancellationToken cancellationToken)
    {
        var read = await NumbersReadAsync(student, cancellationToken).ConfigureAwait(false);
        var pages = new List<StudentPage>();
        foreach (var path in student.ListPages())
        {
            var count = PageImagePreparer.CountPages(path);
            var first = count > 1 ? pages.Count + 1
                : read.TryGetValue(System.IO.Path.GetFileName(path), out var number) ? number
                : NumberInName(path) ?? pages.Count + 1;
            for (var pageInFile = 1; pageInFile <= count; pageInFile++)
            {
                pages.Add(new StudentPage(first + pageInFile - 1, path, pageInFile));
            }
        }

        return [.. pages.OrderBy(page => page.Number)];
    }

    private static async Task<Dictionary<string, int>> NumbersReadAsync(StudentFolder student, CancellationToken cancellationToken)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        if (!Directory.Exists(student.TranscriptionFolder))
        {
            return numbers;
        }

        foreach (var file in Directory.EnumerateFiles(student.TranscriptionFolder, "page_*_transcription.json"))
        {
            if (NumberInName(file) is { } page
                && await ExamFiles.TryReadPageAsync(student, page, cancellationToken).ConfigureAwait(false) is { ImagePath.Length: > 0 } reading)
            {
                numbers[System.IO.Path.GetFileName(reading.ImagePath.Replace('\\', '/'))] = page;
            }
        }

        return numbers;
    }

    private static int? NumberInName(string path) =>
        PageName().Match(System.IO.Path.GetFileName(path)) is { Success: true } match
        && int.TryParse(match.Groups["number"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : null;

    [GeneratedRegex("^page_(?<number>[0-9]{1,6})", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PageName();
}
