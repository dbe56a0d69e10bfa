using Aita.Exams.Html;
using Aita.Exams.Results;

namespace Aita.Exams.Stages.Reports;

/// <summary>Every student with every mark, those at 0 included. Pure.</summary>
internal static class StudentTable
{
    /// <summary>From the report on the class to a student's; escaped as one segment of a path, so that no name leads anywhere else.</summary>
    public static string Link(StudentResult student) => $"students/{Uri.EscapeDataString(student.Folder.Name)}/report.html";

    public static Raw Render(IReadOnlyList<StudentResult> students, LetterScale? scale)
    {
        if (students.Count == 0)
        {
            return HtmlText.Of($"""<h2>Students</h2><p class="note">There are none yet.</p>""");
        }

        var questions = students[0].Answers.Select(answer => HtmlText.Of($"""<th class="n">{answer.Question.QuestionId}</th>"""));
        var letter = scale is null ? default : HtmlText.Of($"<th>Letter</th>");
        return HtmlText.Of($"""
            <h2>Students</h2>
            <table><thead><tr><th>Student</th><th>ID</th><th class="n">Total</th><th class="n">Share</th>{letter}{questions}</tr></thead><tbody>
            {students.Select(student => Row(student, scale))}</tbody></table>
            {Standings.Legend(letters: true)}
            """);
    }

    private static Raw Row(StudentResult student, LetterScale? scale)
    {
        var letter = scale is null ? default : HtmlText.Of($"<td>{(student.Percentage is { } share ? scale.Of(share) : "")}</td>");
        var standing = student.Open > 0 ? HtmlText.Of($"""<span class="open">{Figures.Standing(student)}</span>""") : HtmlText.Of($"{Figures.Standing(student)}");
        return HtmlText.Of($"""
            <tr><td><a href="{Link(student)}">{student.Identity.StudentName}</a></td><td>{student.Identity.StudentId}</td><td class="n">{Figures.Total(student)}</td><td class="n">{standing}</td>{letter}{student.Answers.Select(Cell)}</tr>

            """);
    }

    private static Raw Cell(AnswerResult answer) => answer switch
    {
        { Points: { } points } => HtmlText.Of($"""<td class="n">{Figures.Points(points)}{Standings.Letter(answer)}</td>"""),
        { IsExcused: true } => HtmlText.Of($"""<td class="n">excused</td>"""),
        _ => HtmlText.Of($"""<td class="n open">{answer.StateText}</td>"""),
    };
}
