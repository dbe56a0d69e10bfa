using Aita.Exams.Domain;
using Aita.Exams.Results;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Audit;

/// <summary>Looks at the files of an assignment and says how far it is. Writes nothing.</summary>
public static class StatusReader
{
    /// <summary>The status of an assignment.</summary>
    /// <exception cref="ExamException">A file is malformed.</exception>
    public static async Task<AssignmentStatus> ReadAsync(AssignmentFolder folder, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var found = await StatusFacts.ReadAsync(folder, cancellationToken).ConfigureAwait(false);
        List<StageStatus> stages = [Ingest(found), Questions(found), Rubrics(found), Transcription(found), Grading(found), Reports(found), Exports(found)];
        var waiting = WaitingOf(found);
        return new AssignmentStatus
        {
            Assignment = folder.Name,
            Folder = folder.Root,
            Stages = stages,
            Waiting = waiting,
            Next = NextOf(found, stages, waiting),
        };
    }

    private static StageStatus Ingest(StatusFacts found) => new(
        "ingest",
        found.Students == 0 ? StageProgress.NotBegun : found.Unresolved + found.UnassignedPages > 0 ? StageProgress.Partly : StageProgress.Done,
        found.Students == 0 ? $"no student has pages; {found.Scans} files in scans/" : $"{Counted.Of(found.Pages, "page", "pages")} of {Counted.Of(found.Students, "student", "students")}{More(found.UnassignedPages, "belongs to nobody", "belong to nobody")}");

    private static StageStatus Questions(StatusFacts found) => new(
        "extract-questions",
        found.Spec is null ? StageProgress.NotBegun : StageProgress.Done,
        found.Spec is { } spec ? $"{spec.Questions.Count} questions, {spec.TotalPoints:0.##} points, {spec.TotalPages} pages" : "no results/exam_spec.json");

    private static StageStatus Rubrics(StatusFacts found) => new(
        "generate-rubric",
        found.Rubrics == 0 ? StageProgress.NotBegun : found.Rubrics < found.Questions ? StageProgress.Partly : StageProgress.Done,
        $"{found.Rubrics} of {found.Questions} questions have a rubric, {found.Approved} are approved");

    private static StageStatus Transcription(StatusFacts found) => new(
        "transcribe",
        found.PagesRead == 0 ? StageProgress.NotBegun : found.PagesRead < found.Pages || found.StudentsRead < found.Students ? StageProgress.Partly : StageProgress.Done,
        $"{found.PagesRead} of {found.Pages} pages, {found.StudentsRead} of {found.Students} students{More(found.FailedPages, "could not be read", "could not be read")}");

    private static StageStatus Grading(StatusFacts found) => new(
        "grade",
        found.StudentsGraded == 0 ? StageProgress.NotBegun : found.StudentsGraded < found.Students || found.Failed + found.Stale.Count > 0 ? StageProgress.Partly : StageProgress.Done,
        $"{found.StudentsGraded} of {found.Students} students{More(found.Open, "answer open", "answers open")}{More(found.Suggested, "mark suggested by a model, not decided", "marks suggested by a model, not decided")}{(found.Stale.Count > 0 ? $"; marks of {Counted.Of(found.Stale.Count, "student", "students")} out of date" : "")}");

    private static StageStatus Reports(StatusFacts found) => new(
        "report",
        !found.HasClassReport ? StageProgress.NotBegun : found.StudentReports < found.Students || found.OutdatedReports.Count > 0 ? StageProgress.Partly : StageProgress.Done,
        (found.HasClassReport ? $"{found.StudentReports} of {found.Students} students, and the class" : "none")
            + (found.OutdatedReports.Count > 0 ? $"; {OlderThan(found)} older than the marks" : ""));

    private static StageStatus Exports(StatusFacts found) => new(
        "export",
        found.OutdatedExports.Count > 0 ? StageProgress.Partly : found.Exports > 0 ? StageProgress.Done : StageProgress.NotBegun,
        (found.Exports > 0 ? Counted.Of(found.Exports, "file", "files") : "none") + (found.OutdatedExports.Count > 0 ? $"; {found.OutdatedExports.Count} older than the marks" : ""));

    private static List<WaitingItem> WaitingOf(StatusFacts found)
    {
        var folder = found.Folder;
        List<WaitingItem> all =
        [
            Waiting("unresolved", found.Unresolved, "page or student that ingest could not decide", "pages or students that ingest could not decide", folder.Unresolved, Command("ingest", folder)),
            Waiting("unassigned_pages", found.UnassignedPages, "page that belongs to nobody", "pages that belong to nobody", folder.IngestManifest, Command("ingest", folder)),
            Waiting("unapproved_rubrics", Math.Max(0, found.Rubrics - found.Approved), "rubric that nobody has approved", "rubrics that nobody has approved", folder.Rubrics, Command("approve rubric", folder)),
            Waiting("missing_pages", found.MissingPages, "page of a student that is missing", "pages of students that are missing", found.HasClassReport ? folder.ClassReport : folder.Scans, Command("ingest", folder)),
            Waiting(
                "stale_marks",
                found.Stale.Count,
                $"student whose marks are out of date: {ChangedAfter(found.Stale)} changed after them",
                $"students whose marks are out of date: {ChangedAfter(found.Stale)} changed after them",
                folder.GradingResults,
                Renew(found)),
            Waiting("open_answers", found.Open, "answer that waits for a decision", "answers that wait for a decision", found.HasClassReport ? folder.ClassReport : folder.GradingResults, Command("review", folder)),
            found.StudentsWithOutdatedReports > 0
                ? Waiting("outdated_reports", found.StudentsWithOutdatedReports, "student whose report is older than the marks", "students whose report is older than their marks", folder.Reports, Command("report", folder))
                : Waiting("outdated_reports", found.OutdatedReports.Count, "report on the class that is older than the marks", "reports that are older than the marks", folder.ClassReport, Command("report", folder)),
            Waiting("outdated_exports", found.OutdatedExports.Count, "export that does not say what the marks say now", "exports that do not say what the marks say now", folder.Exports, ExportCommand(found)),
        ];
        return [.. all.Where(item => item.Count > 0)];
    }

    private static WaitingItem Waiting(string kind, int count, string one, string many, string where, string command) =>
        new(kind, count == 1 ? one : many, count, where, command);

    private static string? NextOf(StatusFacts found, List<StageStatus> stages, List<WaitingItem> waiting)
    {
        var folder = found.Folder;
        var review = Command("review", folder);
        var isOpen = waiting.Any(item => item.Command == review);
        var unfinished = stages.FirstOrDefault(stage => stage.State != StageProgress.Done);
        var first = waiting.FirstOrDefault();
        return unfinished switch
        {
            // A report shows what is open, and no export goes out before it is decided.
            { Stage: "ingest", State: StageProgress.Partly } when stages[1].State == StageProgress.NotBegun => Command("extract-questions", folder),
            { Stage: "grade" } when found.Stale.Count > 0 => Renew(found),
            { Stage: "ingest" or "grade", State: StageProgress.Partly } when first is not null => first.Command,
            // Each decision makes reports old: first all of them, then the reports.
            { Stage: "report" } when isOpen && found.OutdatedReports.Count > 0 => review,
            { Stage: "export" } => isOpen ? review : ExportCommand(found),
            { } stage => Command(stage.Stage, folder),
            null => first?.Command,
        };
    }

    /// <summary>What brings marks up to date that do not follow from what is there; a page must be read again first.</summary>
    private static string Renew(StatusFacts found) =>
        Command(found.Stale.Any(student => student.Stale.Any(source => source.IsPage)) ? "transcribe" : "grade", found.Folder);

    private static string ChangedAfter(IReadOnlyList<StudentResult> stale) =>
        string.Join(", ", stale.SelectMany(student => student.Stale).Select(source => source.IsPage ? "pages" : source.What).Distinct(StringComparer.Ordinal));

    private static string OlderThan(StatusFacts found) =>
        found.StudentsWithOutdatedReports > 0 ? $"{(found.StudentsWithOutdatedReports == 1 ? "that of a student" : $"those of {found.StudentsWithOutdatedReports} students")}" : "that of the class";

    private static string ExportCommand(StatusFacts found) =>
        found.OutdatedExports is [var first, ..] ? first.CommandFor(found.Folder) : Command("export csv", found.Folder);

    private static string Command(string stage, AssignmentFolder folder) => $"aita {stage} -a {ShellWord.Quote(folder.Name)}";

    private static string More(int count, string one, string many) => count == 0 ? "" : $", {Counted.Of(count, one, many)}";
}
