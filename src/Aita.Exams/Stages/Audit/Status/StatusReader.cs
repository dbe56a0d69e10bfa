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
        found.Students == 0 ? $"no student has pages; {found.Scans} files in scans/" : $"{found.Pages} pages of {found.Students} students{More(found.UnassignedPages, "belong to nobody")}");

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
        $"{found.PagesRead} of {found.Pages} pages, {found.StudentsRead} of {found.Students} students{More(found.FailedPages, "could not be read")}");

    private static StageStatus Grading(StatusFacts found) => new(
        "grade",
        found.StudentsGraded == 0 ? StageProgress.NotBegun : found.StudentsGraded < found.Students || found.Failed + found.Stale.Count > 0 ? StageProgress.Partly : StageProgress.Done,
        $"{found.StudentsGraded} of {found.Students} students{More(found.Open, "answers open")}{More(found.Suggested, "marks suggested by a model, not decided")}{(found.Stale.Count > 0 ? $"; marks of {found.Stale.Count} students out of date" : "")}");

    private static StageStatus Reports(StatusFacts found) => new(
        "report",
        !found.HasClassReport ? StageProgress.NotBegun : found.StudentReports < found.Students || found.OutdatedReports.Count > 0 ? StageProgress.Partly : StageProgress.Done,
        (found.HasClassReport ? $"{found.StudentReports} of {found.Students} students, and the class" : "none")
            + (found.OutdatedReports.Count > 0 ? $"; {OlderThan(found)} older than the marks" : ""));

    private static StageStatus Exports(StatusFacts found) => new(
        "export",
        found.OutdatedExports.Count > 0 ? StageProgress.Partly : found.Exports > 0 ? StageProgress.Done : StageProgress.NotBegun,
        (found.Exports > 0 ? $"{found.Exports} files" : "none") + (found.OutdatedExports.Count > 0 ? $"; {found.OutdatedExports.Count} older than the marks" : ""));

    private static List<WaitingItem> WaitingOf(StatusFacts found)
    {
        var folder = found.Folder;
        List<WaitingItem> all =
        [
            new("pages or students that ingest could not decide", found.Unresolved, folder.Unresolved, Command("ingest", folder)),
            new("pages that belong to nobody", found.UnassignedPages, folder.IngestManifest, Command("ingest", folder)),
            new("rubrics that nobody has approved", Math.Max(0, found.Rubrics - found.Approved), folder.Rubrics, $"aita approve rubric -a {Quoted(folder.Name)}"),
            new("pages of students that are missing", found.MissingPages, found.HasClassReport ? folder.ClassReport : folder.Scans, Command("ingest", folder)),
            new($"students whose marks are out of date: {ChangedAfter(found.Stale)} changed after them", found.Stale.Count, folder.GradingResults, Renew(found)),
            new("answers that wait for a decision", found.Open, found.HasClassReport ? folder.ClassReport : folder.GradingResults, Command("review", folder)),
            found.StudentsWithOutdatedReports > 0
                ? new("students whose report is older than their marks", found.StudentsWithOutdatedReports, folder.Reports, Command("report", folder))
                : new("report on the class that is older than the marks", found.OutdatedReports.Count, folder.ClassReport, Command("report", folder)),
            new("exports that do not say what the marks say now", found.OutdatedExports.Count, folder.Exports, ExportCommand(found)),
        ];
        return [.. all.Where(item => item.Count > 0)];
    }

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
        found.StudentsWithOutdatedReports > 0 ? $"those of {found.StudentsWithOutdatedReports} students" : "that of the class";

    private static string ExportCommand(StatusFacts found) =>
        $"aita export {(found.OutdatedExports.Count > 0 ? found.OutdatedExports[0].Format : "csv")} -a {Quoted(found.Folder.Name)}";

    private static string Command(string stage, AssignmentFolder folder) => $"aita {stage} -a {Quoted(folder.Name)}";

    private static string Quoted(string name) => name.Any(letter => !char.IsLetterOrDigit(letter) && !"-_.".Contains(letter, StringComparison.Ordinal)) ? $"\"{name}\"" : name;

    private static string More(int count, string what) => count == 0 ? "" : $", {count} {what}";
}
