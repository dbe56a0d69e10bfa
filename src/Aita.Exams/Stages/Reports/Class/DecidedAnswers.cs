using Aita.Exams.Domain;
using Aita.Exams.Html;
using Aita.Exams.Results;

namespace Aita.Exams.Stages.Reports;

/// <summary>What persons decided, with the reasons why a person had to look: for the teacher, who alone sees them after the decision. Pure.</summary>
internal static class DecidedAnswers
{
    public static Raw Render(IReadOnlyList<StudentResult> students)
    {
        var rows = students.SelectMany(student => student.Answers.Select((answer, i) => (Student: student, Answer: answer, Number: i + 1)))
            .Where(each => each.Answer.Grade is { IsResolved: true, Source: MarkSource.Person, ReviewReasons.Count: > 0 })
            .Select(each => HtmlText.Of($"""
                <tr><td><a href="{StudentTable.Link(each.Student)}#q{each.Number}">{each.Student.Identity.StudentName}</a></td><td>{each.Answer.Question.QuestionId}</td><td class="n">{Figures.Mark(each.Answer)}</td><td>{Figures.Decider(each.Answer.Grade)}</td><td>{string.Join(" ", each.Answer.Grade!.ReviewReasons)}</td></tr>

                """))
            .ToList();
        return rows.Count == 0 ? default : HtmlText.Of($"""
            <h2>Decided by a person</h2>
            <p class="note">Why each answer was shown to a person. The students' reports do not have these reasons.</p>
            <table><thead><tr><th>Student</th><th>Question</th><th class="n">Mark</th><th>Who</th><th>Why it waited</th></tr></thead><tbody>
            {HtmlText.Join(rows)}</tbody></table>
            """);
    }
}
