using System.Globalization;
using Aita.Exams.Privacy;

namespace Aita.Exams.Stages.Transcription;

/// <summary>One page of one student, as a file. Immutable.</summary>
/// <param name="Student">The student's folder name, for messages on this machine. It never goes into a prompt, a checkpoint or a log.</param>
/// <param name="Pseudonym">What stands for the student everywhere else.</param>
/// <param name="PageNumber">The page of the student's exam, from 1.</param>
/// <param name="Path">The file.</param>
/// <param name="PageInFile">The page within the file, from 1; more than 1 only in a TIFF of several pages.</param>
public sealed record ScannedPage(string Student, string Pseudonym, int PageNumber, string Path, int PageInFile = 1)
{
    internal const string TaskPrefix = "transcribe/";

    /// <summary>The id of the page's task, such as <c>transcribe/K7QX2M/page_001</c>.</summary>
    public string TaskId => $"{TaskPrefix}{Pseudonym}/{RecordId}";

    /// <summary>What is painted over before the page is sent.</summary>
    /// <value><see langword="null"/>: nothing.</value>
    public NameStrip? NameStrip { get; init; }

    /// <summary>The file, relative to the folder of the assignment.</summary>
    internal string ImagePath => $"grouped/{Student}/{System.IO.Path.GetFileName(Path)}";

    /// <summary>The id of the page in the record of its student.</summary>
    internal string RecordId => RecordIdOf(PageNumber);

    internal static string RecordIdOf(int pageNumber) => string.Create(CultureInfo.InvariantCulture, $"page_{pageNumber:000}");
}
