using System.Globalization;
using Aita.Exams.Domain;
using Aita.Exams.Html;
using Aita.Exams.Results;

namespace Aita.Exams.Stages.Reports;

/// <summary>The whole class for a person to read. Pure but for the drawing of plots.</summary>
internal static class ClassReport
{
    public static string Render(ClassResults results, PageManifest? manifest, ReportStageOptions options)
    {
        var students = results.Students;
        var statistics = ClassStatistics.Of(students);
        var items = ItemStatistics.Of(results.Spec, students);
        var open = students.Count(student => student.Open > 0);
        var excused = students.Count(student => student.IsExcused);
        var subtitle = $"{results.Folder.Name}: {Counted.Of(students.Count, "student", "students")}, {statistics.Count} with a final total, {open} open, {excused} excused; "
            + $"{Counted.Of(results.Spec.Questions.Count, "question", "questions")}, {Figures.Points(results.Spec.TotalPoints)} points";
        return ReportFrame.Render(results.Spec.ExamName.Length > 0 ? results.Spec.ExamName : results.Folder.Name, subtitle, HtmlText.Of($"""
            {Totals(statistics, open)}
            {Queue(ReviewQueue.Of(students, options.Scale))}
            {DecidedAnswers.Render(students)}
            {StudentTable.Render(students, options.Scale)}
            {Items(items)}
            {Missing(students, manifest)}
            {Costs(options.Costs)}
            """));
    }

    private static Raw Totals(ClassStatistics statistics, int open)
    {
        var left = open > 0 ? HtmlText.Of($"""<p class="open">{Counted.Of(open, "student has", "students have")} an open question and {(open == 1 ? "is" : "are")} not in these figures.</p>""") : default;
        if (statistics.Count == 0)
        {
            return HtmlText.Of($"""<h2>Totals</h2><p class="note">No student has a final total yet.</p>{left}""");
        }

        var reliability = statistics.Alpha is { } alpha
            ? HtmlText.Of($"Cronbach's alpha {Figures.Statistic(alpha)} (n = {statistics.CountForReliability}), standard error {Percent(statistics.StandardError)}")
            : statistics.CountForReliability < ClassStatistics.FewestForReliability
                ? HtmlText.Of($"Cronbach's alpha and the standard error are left out: they need {ClassStatistics.FewestForReliability} students with a final mark for every question, and there are {statistics.CountForReliability}.")
                : HtmlText.Of($"Cronbach's alpha and the standard error are left out: they need two questions and totals that differ.");
        return HtmlText.Of($"""
            <h2>Totals</h2>
            <p>Mean {Percent(statistics.Mean)}, median {Percent(statistics.Median)}, lowest {Percent(statistics.Lowest)}, highest {Percent(statistics.Highest)}, standard deviation {Percent(statistics.StandardDeviation)} (n = {statistics.Count}).</p>
            <p>{reliability}</p>
            {left}
            {Plots.Distribution(statistics.Shares)}
            """);
    }

    private static Raw Queue(IReadOnlyList<ReviewItem> queue)
    {
        if (queue.Count == 0)
        {
            return HtmlText.Of($"""<h2>Waiting for a person</h2><p class="note">Nothing.</p>""");
        }

        var rows = queue.Select(item => HtmlText.Of($"""
            <tr><td><a href="{StudentTable.Link(item.Student)}#q{item.Number}">{item.Student.Identity.StudentName}</a></td><td>{item.Answer.Question.QuestionId}</td><td>{item.Answer.StateText}</td><td class="n">{Figures.Points(item.Answer.AtStake)}{Boundary(item)}</td><td>{string.Join(" ", item.Answer.Grade?.ReviewReasons ?? [])}</td></tr>

            """));
        return HtmlText.Of($"""
            <h2>Waiting for a person</h2>
            <p class="note">{Counted.Of(queue.Count, "answer", "answers")}, those that can change a total most first. Decide with <code>aita decide</code>, or fill in a list (<code>aita review --csv</code>).</p>
            <table><thead><tr><th>Student</th><th>Question</th><th>State</th><th class="n">At stake</th><th>Why</th></tr></thead><tbody>
            {rows}</tbody></table>
            """);
    }

    private static string Boundary(ReviewItem item) => item.CrossesBoundary ? " (may change the letter)" : "";

    private static Raw Items(IReadOnlyList<ItemStatistics> items)
    {
        var rows = items.Select(item => HtmlText.Of($"""
            <tr><td>{item.Question.QuestionId}</td><td class="n">{Figures.Points(item.Question.Points)}</td><td class="n">{item.Count}</td><td class="n">{item.Open}</td><td class="n">{Percent(100 * item.Facility)}</td><td class="n">{Figures.Statistic(item.Discrimination)}</td></tr>

            """));
        return HtmlText.Of($"""
            <h2>Questions</h2>
            <p class="note">Facility is the mean share of the points. Discrimination is the correlation of the question with the rest of the exam; near or below 0, look at the question and its rubric. It needs 5 students with a mark for every question.</p>
            <table><thead><tr><th>Question</th><th class="n">Points</th><th class="n">Marks</th><th class="n">Open</th><th class="n">Facility</th><th class="n">Discrimination</th></tr></thead><tbody>
            {rows}</tbody></table>
            {(items.Any(item => item.Facility is not null) ? Plots.Facility(items) : default)}
            """);
    }

    private static Raw Missing(IReadOnlyList<StudentResult> students, PageManifest? manifest)
    {
        var lines = students.Where(student => student.Transcript is { MissingPages.Count: > 0 })
            .Select(student => HtmlText.Of($"""<li><a href="{StudentTable.Link(student)}">{student.Identity.StudentName}</a>: page {string.Join(", ", student.Transcript!.MissingPages)}</li>"""))
            .ToList();
        var unassigned = manifest?.Pages.Where(page => page.State is "unassigned").ToList() ?? [];
        var absent = (manifest?.StudentsWithoutScans ?? []).Select(name => HtmlText.Of($"<li>{name}: on the roster, no page at all</li>")).ToList();
        if (lines.Count + unassigned.Count + absent.Count == 0)
        {
            return default;
        }

        var loose = unassigned.Select(page => HtmlText.Of($"<li>{page.Source ?? page.File}: {page.State}, belongs to nobody so far</li>"));
        return HtmlText.Of($"<h2>Pages that are missing</h2><ul>{HtmlText.Join(lines)}{HtmlText.Join(absent)}{HtmlText.Join(loose)}</ul>");
    }

    private static Raw Costs(IReadOnlyList<ReportCost> costs)
    {
        if (costs.Count == 0)
        {
            return default;
        }

        var rows = costs.Append(new ReportCost("all", costs.Sum(cost => cost.Calls), costs.Sum(cost => cost.Usd), costs.Sum(cost => cost.CallsOfUnknownCost)))
            .Select(cost => HtmlText.Of($"""<tr><td>{cost.Operation}</td><td class="n">{cost.Calls}</td><td class="n">${cost.Usd:0.0000}{Unknown(cost)}</td></tr>"""));
        return HtmlText.Of($"""
            <h2>Costs</h2>
            <p class="note">All sessions of this data folder.</p>
            <table><thead><tr><th>Calls for</th><th class="n">Calls</th><th class="n">USD</th></tr></thead><tbody>{rows}</tbody></table>
            """);
    }

    private static string Unknown(ReportCost cost) =>
        cost.CallsOfUnknownCost > 0 ? string.Create(CultureInfo.InvariantCulture, $" + {cost.CallsOfUnknownCost} calls of unknown cost") : "";

    private static string Percent(double? value) => value is { } known ? known.ToString("0.0", CultureInfo.InvariantCulture) + " %" : "\u2013";
}
