using Aita.Exams.Domain;
using Aita.Exams.Html;

namespace Aita.Exams.Stages.Transcription;

/// <summary>The list of students for a person to read. Pure.</summary>
internal static class IndexReport
{
    public static string Render(TranscriptionSummary summary)
    {
        var rows = HtmlText.Join(summary.Students.Select(Row));
        return ReportPage.Render(
            $"{summary.Assignment}: transcriptions",
            $"{Counted.Of(summary.TotalStudents, "student", "students")}, {summary.SuccessfulPages} of {summary.TotalPages} pages read. Confidence is what the model says of itself.",
            HtmlText.Of($"""
                <table>
                <thead><tr><th>Student</th><th class="n">Pages</th><th class="n">Read</th><th class="n">Failed</th><th>Confidence</th></tr></thead>
                <tbody>
                {rows}</tbody>
                </table>
                """));
    }

    private static Raw Row(StudentSummary student)
    {
        // Escaped as one segment of a path, so that no name leads anywhere else.
        var link = $"{Uri.EscapeDataString(student.StudentName)}/transcription_report.html";
        var failed = student.FailedPages > 0 ? HtmlText.Of($"""<span class="bad">{student.FailedPages}</span>""") : HtmlText.Of($"0");
        var bar = student.SuccessfulPages > 0 ? ReportPage.ConfidenceBar(student.AverageConfidence) : default;
        return HtmlText.Of($"""
            <tr><td><a href="{link}">{student.StudentName}</a></td><td class="n">{student.TotalPages}</td><td class="n">{student.SuccessfulPages}</td><td class="n">{failed}</td><td>{bar}</td></tr>

            """);
    }
}
