using Aita.Exams.Domain;
using Aita.Exams.Estimates;
using Aita.Exams.Workspace;
using Aita.Execution;
using Microsoft.Extensions.AI;

namespace Aita.Exams.Stages.Transcription;

/// <summary>What the transcription stage will do, known before anything is sent. Immutable.</summary>
public sealed class TranscriptionPlan
{
    /// <summary>Tokens of one page's text: a line at one end, a page full of LaTeX at the other.</summary>
    private static readonly TokenRange PageTokens = new(100, 1200);

    private TranscriptionPlan(AssignmentFolder folder, TranscriptionStageOptions options, ForcedRun forcedRun, IReadOnlyList<StudentPlan> students, ExamSpec? spec)
    {
        (Folder, Options, ForcedRun, Students) = (folder, options, forcedRun, students);
        var page = CallEstimate.One([new ChatMessage(ChatRole.User, PageTranscriptionTask.Prompt)], images: 1, PageTokens);
        Calls = students.Sum(student => student.Open);
        Estimate = page.Times(Calls);
        Warnings = [.. students.SelectMany(student => WarningsOf(student, spec)), .. students.SelectMany(s => s.Pages).Select(page => page.Warning).OfType<string>()];
    }

    /// <summary>The assignment.</summary>
    public AssignmentFolder Folder { get; }

    /// <summary>Pages to be read.</summary>
    public int Calls { get; }

    /// <summary>Pages of all students, those already read included.</summary>
    public int TotalPages => Students.Sum(student => student.Pages.Count);

    /// <summary>Students in the plan.</summary>
    public int TotalStudents => Students.Count;

    /// <summary>The number of calls and about what they use.</summary>
    public CallEstimate Estimate { get; }

    /// <summary>What looks wrong with the scans, one sentence each: no pages, another number than the exam has, or another image than an edited page was read from.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Whether a forced run was interrupted, with which this one goes on.</summary>
    public bool ContinuesForcedRun => Students.Any(student => ForcedRun.Covers(student.Folder.Name));

    internal TranscriptionStageOptions Options { get; }

    internal ForcedRun ForcedRun { get; }

    internal IReadOnlyList<StudentPlan> Students { get; }

    /// <summary>Finds the pages, and decides which are to be read.</summary>
    /// <exception cref="ExamException">There are no students, or not the one asked for, or a file is malformed.</exception>
    public static async Task<TranscriptionPlan> ReadAsync(
        AssignmentFolder folder, TranscriptionStageOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        options ??= new TranscriptionStageOptions();
        options.Images.Validate();
        var forcedRun = await ForcedRun.ReadAsync(folder.ForcedTranscription, cancellationToken).ConfigureAwait(false);
        var students = new List<StudentPlan>();
        var chosen = Choose(folder, options.Student);
        options = options with { Student = options.Student is null ? null : chosen[0].Name };
        foreach (var student in chosen)
        {
            var planner = new StudentPlanner(options with { Force = options.Force || forcedRun.Covers(student.Name) });
            students.Add(await planner.PlanAsync(student, cancellationToken).ConfigureAwait(false));
        }

        var spec = File.Exists(folder.ExamSpec) ? await ExamFiles.ReadExamSpecAsync(folder, cancellationToken).ConfigureAwait(false) : null;
        return new TranscriptionPlan(folder, options, forcedRun, students, spec);
    }

    internal IEnumerable<LlmTask<PageReading>> Tasks() =>
        PageTranscriptionTask.CreateAll(Students.SelectMany(s => s.Pages).Where(page => page.Ready is null).Select(page => page.Page), Options.Images);

    private static IReadOnlyList<StudentFolder> Choose(AssignmentFolder folder, string? wanted)
    {
        var students = folder.ListStudents();
        if (students.Count == 0)
        {
            throw new ExamException(
                ExamErrorKind.Missing, $"There are no students in {folder.Grouped}: put the page images there, one folder for each student.");
        }

        if (wanted is null)
        {
            return students;
        }

        // The name as it is, else the only one that differs in case.
        var exact = students.Where(student => string.Equals(student.Name, wanted.Trim(), StringComparison.Ordinal)).ToList();
        var found = exact.Count > 0 ? exact : [.. students.Where(student => string.Equals(student.Name, wanted.Trim(), StringComparison.OrdinalIgnoreCase))];
        return found.Count == 1
            ? found
            : throw new ExamException(
                ExamErrorKind.Missing,
                $"There is no student '{wanted}' in {folder.Grouped}; there are {string.Join(", ", students.Take(20).Select(s => $"'{s.Name}'"))}{(students.Count > 20 ? ", ..." : "")}.");
    }

    private static IEnumerable<string> WarningsOf(StudentPlan student, ExamSpec? spec)
    {
        if (student.Pages.Count == 0)
        {
            yield return $"{student.Folder.Name} has no pages.";
        }
        else if (spec is not null && student.Pages.Count != spec.TotalPages)
        {
            yield return $"{student.Folder.Name} has {student.Pages.Count} pages, but the exam has {spec.TotalPages}.";
        }
    }
}
