using System.Security.Cryptography;
using System.Text;
using Aita.Exams.Domain;

namespace Aita.Exams.Workspace;

/// <summary>Where everything of one assignment is. Knows paths, touches nothing but to list. Immutable and thread-safe.</summary>
public sealed class AssignmentFolder
{
    private AssignmentFolder(string root, string name, bool isOldLayout) => (Root, Name, IsOldLayout) = (root, name, isOldLayout);

    /// <summary>The name of the assignment when none is given.</summary>
    public const string DefaultName = "exam1";

    /// <summary>The assignment's name as a folder name.</summary>
    public string Name { get; }

    /// <summary>The folder that holds everything, as a full path. It need not exist yet.</summary>
    public string Root { get; }

    /// <summary>Whether the data folder itself is the assignment, as in the older Python system.</summary>
    public bool IsOldLayout { get; }

    /// <summary>The exam as printed.</summary>
    public string ExamSpec => In("results", "exam_spec.json");

    /// <summary>What the extraction of questions wrote last, and from what.</summary>
    internal string QuestionsRecord => In("results", "stage_record.json");

    /// <summary>The answer keys in use.</summary>
    public string AnswerKeys => In("results", "answer_key.json");

    /// <summary>The rubrics in use.</summary>
    public string Rubrics => In("results", "rubric.json");

    /// <summary>The list of students.</summary>
    public string Roster => In("roster.csv");

    /// <summary>The pages of the exam as handed out, with nothing written on them.</summary>
    public string BlankExam => In("blank_exam");

    /// <summary>One folder of page images a student.</summary>
    public string Grouped => In("grouped");

    /// <summary>Rubrics, keys and the instructions for them.</summary>
    public string RubricFolder => In("rubrics");

    /// <summary>Answer keys as generated.</summary>
    public string GeneratedAnswerKeys => In("rubrics", "generated_answer_keys.json");

    /// <summary>Rubrics as generated.</summary>
    public string GeneratedRubrics => In("rubrics", "generated_rubrics.json");

    /// <summary>Rubrics written by the instructor.</summary>
    public string UserRubrics => In("rubrics", "user_rubrics.json");

    /// <summary>Instructions for all rubrics, free text.</summary>
    public string RubricInstructions => In("rubrics", "rubric_instructions.txt");

    /// <summary>Instructions for single questions.</summary>
    public string QuestionInstructions => In("rubrics", "question_specific_instructions.json");

    /// <summary>Backups and logs of rubrics that were adjusted.</summary>
    public string AdjustmentHistory => In("rubrics", "adjustment_history");

    /// <summary>What the rubric stage wrote last, and from what.</summary>
    public string RubricRecord => In("rubrics", "stage_record.json");

    /// <summary>Notes a forced run of the rubric stage that has not finished.</summary>
    internal string ForcedRubrics => In("rubrics", "forced_run.json");

    /// <summary>Notes a forced run of the transcription stage that has not finished.</summary>
    internal string ForcedTranscription => In("transcription_results", "forced_run.json");

    /// <summary>Scans as they came from the scanner: PDF files and images.</summary>
    public string Scans => In("scans");

    /// <summary>Who the students' folders belong to, and their pseudonyms.</summary>
    public string Students => In("students.json");

    /// <summary>What ingest knows of every page that came in.</summary>
    public string IngestManifest => In("ingest", "manifest.json");

    /// <summary>What ingest could not decide; a person completes it.</summary>
    public string Unresolved => In("ingest", "unresolved.json");

    /// <summary>What a person has approved.</summary>
    public string Approvals => In("results", "approvals.json");

    /// <summary>Grades of all students.</summary>
    public string GradingResults => In("grading_results");

    /// <summary>What persons decided about marks; only grows.</summary>
    public string Decisions => In("grading_results", "decisions.jsonl");

    /// <summary>Held while grades, their records and decisions are written, so that two commands do not mix theirs.</summary>
    internal string GradingLock => In("grading_results", ".lock");

    /// <summary>How the marks compare with a teacher's, and the threshold that follows.</summary>
    public string Calibration => In("grading_results", "calibration.json");

    /// <summary>The summary of all grades.</summary>
    public string GradingSummary => In("grading_results", "summary_report.json");

    /// <summary>How the totals of the class are distributed.</summary>
    public string GradeDistribution => In("grading_results", "grade_distribution.json");

    /// <summary>The answers that wait for a person, the one with the largest consequence first.</summary>
    public string ReviewQueue => In("grading_results", "review_queue.json");

    /// <summary>What sends an answer to a person, as the last run of grading was told.</summary>
    public string ReviewPolicy => In("grading_results", "review_policy.json");

    /// <summary>Notes a forced run of the grading stage that has not finished.</summary>
    internal string ForcedGrading => In("grading_results", "forced_run.json");

    /// <summary>Notes a forced run of the whole exam that has not finished.</summary>
    internal string ForcedExamRun => In("forced_run.json");

    /// <summary>Reports for persons.</summary>
    public string Reports => In("reports");

    /// <summary>The report on the whole class.</summary>
    public string ClassReport => In("reports", "index.html");

    /// <summary>What each report was made from, to find those that no longer say what the grades say.</summary>
    internal string ReportRecord => In("reports", "report_record.json");

    /// <summary>Files for learning management systems.</summary>
    public string Exports => In("exports");

    /// <summary>What was exported, to find files that no longer say what the grades say.</summary>
    public string ExportRecord => In("exports", "export_record.json");

    /// <summary>What was read from the pages.</summary>
    public string TranscriptionResults => In("transcription_results");

    /// <summary>The summary of what was read, all students.</summary>
    public string TranscriptionSummary => In("transcription_results", "summary_report.json");

    /// <summary>What was read from the pages, for a person to read: the list of students.</summary>
    public string TranscriptionIndex => In("transcription_results", "index.html");

    /// <summary>
    /// The folder of one assignment in a data folder. Nothing is created. A data folder that is itself an assignment, as in the older system, is
    /// opened under <see cref="DefaultName"/> only: a name that is mistyped must never be taken for it.
    /// </summary>
    /// <param name="dataFolder">The data folder, such as <c>./data</c>.</param>
    /// <param name="assignment">The assignment's name; made safe, so it can never lead out of the data folder.</param>
    /// <exception cref="ExamException">The name is empty (<see cref="ExamErrorKind.UnsafeName"/>).</exception>
    public static AssignmentFolder Open(string dataFolder, string assignment)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(dataFolder);
        var data = Path.GetFullPath(dataFolder);
        var name = SafeName.Of(assignment);
        var root = Path.Join(data, name);
        var old = name == DefaultName && !Directory.Exists(root)
            && (File.Exists(Path.Join(data, "results", "exam_spec.json")) || Directory.Exists(Path.Join(data, "grouped")));
        return new AssignmentFolder(old ? data : root, name, old);
    }

    /// <summary>
    /// The files of one student. The name of a folder of pages stays as it is, whoever made it; any other is made safe, so it can never lead out of
    /// the assignment.
    /// </summary>
    /// <exception cref="ExamException">The name is empty (<see cref="ExamErrorKind.UnsafeName"/>).</exception>
    public StudentFolder Student(string student) => new(this, IsStudentFolder(student) ? student : SafeName.Of(student));

    /// <summary>The students that have a folder of pages, in natural order. Folders of unassigned pages and hidden ones are left out.</summary>
    public IReadOnlyList<StudentFolder> ListStudents() => !Directory.Exists(Grouped)
        ? []
        : [.. Directory.EnumerateDirectories(Grouped)
            .Select(path => Path.GetFileName(path))
            .Where(name => !name.StartsWith('.') && !string.Equals(name, StudentFolder.UnassignedPages, StringComparison.OrdinalIgnoreCase))
            .Order(NaturalOrder.Instance)
            .Select(name => new StudentFolder(this, name))];

    /// <summary>The name under which a stage of this assignment keeps its checkpoint; folders of one name in two places do not share it.</summary>
    /// <param name="stage">Such as <c>rubrics</c>.</param>
    public string CheckpointName(string stage)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(stage);
        return $"{Name}_{stage}_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Root)).AsSpan(0, 4))}";
    }

    /// <summary>Whether <see cref="ListStudents"/> has a folder of that very name.</summary>
    private bool IsStudentFolder(string name) => !string.IsNullOrWhiteSpace(name) && !name.StartsWith('.') && !name.Contains('\0', StringComparison.Ordinal)
        && name.AsSpan().IndexOfAny('/', '\\') < 0 && Directory.Exists(Path.Join(Grouped, name));

    internal string In(params ReadOnlySpan<string> parts) => Path.Join([Root, .. parts]);
}
