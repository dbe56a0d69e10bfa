using System.Globalization;

namespace Aita.Exams.Stages.Transcription;

/// <summary>One page of one student, as a file. Immutable.</summary>
/// <param name="Student">The student's folder name. It never goes into a prompt.</param>
/// <param name="PageNumber">The page of the student's exam, from 1.</param>
/// <param name="Path">The file.</param>
/// <param name="PageInFile">The page within the file, from 1; more than 1 only in a TIFF of several pages.</param>
public sealed record ScannedPage(string Student, int PageNumber, string Path, int PageInFile = 1)
{
    /// <summary>The id of the page's task, such as <c>transcribe/Nova Quill/page_001</c>.</summary>
    public string TaskId => string.Create(CultureInfo.InvariantCulture, $"transcribe/{Student}/page_{PageNumber:000}");
}
