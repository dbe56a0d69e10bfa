using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Questions;

/// <summary>Finds the files that show the questions of an exam.</summary>
internal static class PrintedPages
{
    private static readonly string[] NotPages = [".json", ".txt", ".md", ".csv", ".html", ".db", ".ini", ".tmp"];

    /// <summary>The files of the blank exam, or of a student's pages, in natural order of their names.</summary>
    public static IReadOnlyList<string> Of(AssignmentFolder folder, StudentFolder? student) => student?.ListPages() ?? (!Directory.Exists(folder.BlankExam)
        ? []
        : [.. Directory.EnumerateFiles(folder.BlankExam)
            .Where(path => !Path.GetFileName(path).StartsWith('.') && !NotPages.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
            .OrderBy(path => Path.GetFileName(path), NaturalOrder.Instance)]);
}
