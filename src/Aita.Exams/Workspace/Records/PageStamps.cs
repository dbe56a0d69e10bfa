using System.Globalization;
using Aita.Exams.Domain;

namespace Aita.Exams.Workspace;

/// <summary>Which page files, with which content, a student's answers were put together from: <c>1:0f3a... 2:-</c>, a dash for a page without a reading. Pure.</summary>
internal static class PageStamps
{
    private const string Nothing = "-";

    public static string Of(IEnumerable<(int Page, PageTranscription? Text)> pages) =>
        string.Join(' ', pages.OrderBy(page => page.Page).Select(page => string.Create(CultureInfo.InvariantCulture, $"{page.Page}:{HashOf(page.Text)}")));

    /// <summary>The pages of a stamp.</summary>
    public static IEnumerable<int> PagesOf(string stamp) =>
        stamp.Split(' ').Select(part => int.TryParse(part.Split(':')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var page) ? page : 0).Where(page => page > 0);

    /// <summary>Whether a page of a stamp says this.</summary>
    public static bool Says(string stamp, int page, PageTranscription? text) =>
        stamp.Split(' ').Contains(string.Create(CultureInfo.InvariantCulture, $"{page}:{HashOf(text)}"), StringComparer.Ordinal);

    private static string HashOf(PageTranscription? page) => page is null ? Nothing : StageRecord.HashOf(page, ExamJsonContext.Readable.PageTranscription);
}
