using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Results;

/// <summary>The exam of a whole class as it stands in the files of an assignment: what reports, exports and checks are made from. Immutable.</summary>
internal sealed class ClassResults
{
    private ClassResults(AssignmentFolder folder, ExamSpec spec, IReadOnlyList<StudentResult> students, IReadOnlyList<StudentFolder> leftOver) =>
        (Folder, Spec, Students, LeftOver) = (folder, spec, students, leftOver);

    public AssignmentFolder Folder { get; }

    public ExamSpec Spec { get; }

    /// <summary>Everyone who has pages, an entry in the register, or grades, in natural order of the folders.</summary>
    public IReadOnlyList<StudentResult> Students { get; }

    /// <summary>
    /// Folders with grades of a machine whose pages are not there any more, where scans were taken in: somebody renamed or moved the folder, and
    /// what was read and graded is of pages that are another student's now. It counts for nobody.
    /// </summary>
    public IReadOnlyList<StudentFolder> LeftOver { get; }

    /// <summary>Reads the files. Nothing is written, nothing is sent.</summary>
    /// <exception cref="ExamException">The exam is missing or unusable, or a file is malformed.</exception>
    public static async Task<ClassResults> ReadAsync(AssignmentFolder folder, CancellationToken cancellationToken)
    {
        var spec = await ExamFiles.ReadExamSpecAsync(folder, cancellationToken).ConfigureAwait(false);
        var register = await StudentRegister.ReadAsync(folder, cancellationToken).ConfigureAwait(false);
        var rubrics = await ExamFiles.TryReadRubricsAsync(folder.Rubrics, cancellationToken).ConfigureAwait(false) ?? [];
        var keys = await ExamFiles.TryReadAnswerKeysAsync(folder.AnswerKeys, cancellationToken).ConfigureAwait(false) ?? [];
        var sources = GradeSources.OfClass(spec, rubrics, keys);
        var isIngested = File.Exists(folder.IngestManifest);
        var students = new List<StudentResult>();
        var leftOver = new List<StudentFolder>();
        foreach (var name in FoldersOf(folder, register))
        {
            var student = await ReadStudentAsync(name, spec, register, cancellationToken).ConfigureAwait(false);
            if (isIngested && IsLeftOver(student))
            {
                leftOver.Add(name);
                if (register.Find(name.Name) is null && !Directory.Exists(name.Pages))
                {
                    continue;
                }

                student = student with { Transcript = null, Grades = null, Answers = [.. spec.Questions.Select(question => new AnswerResult(question, null, null))] };
            }

            students.Add(student.Grades is null || student.IsExcused ? student : student with
            {
                Stale = await Staleness.OfAsync(student.Folder, student.Transcript, sources, cancellationToken).ConfigureAwait(false),
            });
        }

        return new ClassResults(folder, spec, students, leftOver);
    }

    /// <summary>The one student of that folder name, name, number or pseudonym.</summary>
    /// <exception cref="ExamException">There is no such student, or more than one.</exception>
    public StudentResult Find(string student)
    {
        var found = new StudentLookup([.. Students.Select(each => each.Identity)]).Get(student);
        return Students.First(each => string.Equals(each.Folder.Name, found.Folder, StringComparison.Ordinal));
    }

    /// <summary>Whether there are grades, but no pages; a person may have given all marks without scans.</summary>
    private static bool IsLeftOver(StudentResult student) =>
        student.Grades is not null && student.Folder.ListPages().Count == 0 && student.Answers.Any(answer => answer.Grade?.Source != MarkSource.Person);

    private static IEnumerable<StudentFolder> FoldersOf(AssignmentFolder folder, StudentRegister register)
    {
        var graded = Path.Join(folder.GradingResults, "students");
        return folder.ListStudents().Select(student => student.Name)
            .Concat(register.Students.Select(student => student.Folder))
            .Concat(Directory.Exists(graded) ? Directory.EnumerateDirectories(graded).Select(path => Path.GetFileName(path)) : [])
            .Where(name => name.Length > 0 && !name.StartsWith('.'))
            .Distinct(StringComparer.Ordinal)
            .Order(NaturalOrder.Instance)
            .Select(folder.Student);
    }

    private static async Task<StudentResult> ReadStudentAsync(
        StudentFolder folder, ExamSpec spec, StudentRegister register, CancellationToken cancellationToken)
    {
        var transcript = await ExamFiles.TryReadAnswersAsync(folder, cancellationToken).ConfigureAwait(false);
        var grades = await ExamFiles.TryReadGradesAsync(folder, cancellationToken).ConfigureAwait(false);
        return new StudentResult
        {
            Folder = folder,
            Identity = register.Find(folder.Name) ?? new StudentIdentity
            {
                Folder = folder.Name,
                StudentName = grades?.StudentName is { Length: > 0 } name ? name : folder.Name,
                StudentId = grades?.StudentId,
            },
            Transcript = transcript,
            Grades = grades,
            Answers = [.. spec.Questions.Select(question => new AnswerResult(
                question,
                grades?.QuestionGrades.FirstOrDefault(grade => string.Equals(grade.QuestionId, question.QuestionId, StringComparison.Ordinal)),
                transcript?.QuestionAnswers.FirstOrDefault(answer => string.Equals(answer.QuestionId, question.QuestionId, StringComparison.Ordinal))))],
        };
    }
}
