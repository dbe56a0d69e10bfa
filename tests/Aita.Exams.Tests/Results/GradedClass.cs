using Aita.Exams.Domain;
using Aita.Exams.Tests.Images;
using Aita.Exams.Workspace;
using SkiaSharp;

namespace Aita.Exams.Tests.Results;

/// <summary>
/// An assignment with invented students whose transcriptions and grades stand in the files, as stages write them: three questions of 4, 6 and
/// 10 points on two pages.
/// </summary>
internal sealed class GradedClass : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<StudentIdentity> _students = [];

    private GradedClass() => Folder = AssignmentFolder.Open(_folder.At("data"), "midterm");

    public AssignmentFolder Folder { get; }

    public string Root => _folder.Path;

    public static ExamSpec Spec { get; } = new()
    {
        ExamName = "Midterm 1",
        TotalPages = 2,
        Questions =
        [
            new ExamQuestion { QuestionId = "1a", QuestionText = "Name the law.", Points = 4, PageNumber = 1 },
            new ExamQuestion { QuestionId = "1b", QuestionText = "Derive it.", Points = 6, PageNumber = 1 },
            new ExamQuestion { QuestionId = "2", QuestionText = "Solve for x.", Points = 10, PageNumber = 2 },
        ],
    };

    /// <summary>The exam with its rubrics, and nobody in it.</summary>
    public static async Task<GradedClass> CreateAsync()
    {
        var created = new GradedClass();
        await ExamFiles.WriteExamSpecAsync(created.Folder, Spec);
        await ExamFiles.WriteRubricsAsync(created.Folder.Rubrics, [.. Spec.Questions.Select(RubricOf)]);
        return created;
    }

    /// <summary>A student with two pages, and a mark for each question; <see langword="null"/> is one that needs review.</summary>
    public Task<StudentFolder> AddAsync(string name, string? id, params decimal?[] marks) =>
        AddAsync(name, id, [.. marks.Select((points, i) => points is { } mark ? Graded(i, mark) : NeedsReview(i))]);

    public async Task<StudentFolder> AddAsync(string name, string? id, IReadOnlyList<QuestionGrade> grades, string? email = null, bool excused = false)
    {
        var student = await AddPagesAsync(name, id, email, excused);
        await WriteGradesAsync(student, id, grades);
        return student;
    }

    /// <summary>A student who is registered and transcribed, but not graded.</summary>
    public async Task<StudentFolder> AddPagesAsync(string name, string? id, string? email = null, bool excused = false)
    {
        var student = Folder.Student(name);
        Directory.CreateDirectory(student.Pages);
        for (var page = 1; page <= 2; page++)
        {
            var path = Path.Join(student.Pages, $"page_{page:000}.jpg");
            await File.WriteAllBytesAsync(path, TestImage.Encode(SKEncodedImageFormat.Jpeg, 170 + _students.Count, 220));
            await ExamFiles.WritePageAsync(student, new PageTranscription
            {
                PageNumber = page,
                ImagePath = path,
                TranscribedText = string.Join('\n', Spec.Questions.Where(question => question.PageNumber == page).Select(question => TextOf(question.QuestionId))),
                Confidence = 0.9,
            });
        }

        await ExamFiles.WriteAnswersAsync(student, AnswersOf(student, name, id));
        _students.Add(new StudentIdentity { Folder = student.Name, StudentName = name, StudentId = id, Email = email, IsExcused = excused });
        await (await StudentRegister.ReadAsync(Folder)).With(_students).WriteAsync(Folder);
        return student;
    }

    public static async Task WriteGradesAsync(StudentFolder student, string? id, IReadOnlyList<QuestionGrade> grades) =>
        await ExamFiles.WriteGradesAsync(student, StudentGrades.Of(student.Name, id, grades));

    public static StudentAnswers AnswersOf(StudentFolder student, string name, string? id) => new()
    {
        StudentName = name,
        StudentId = id,
        ExamName = Spec.ExamName,
        TotalQuestions = 3,
        MappedQuestions = 3,
        QuestionAnswers =
        [
            .. Spec.Questions.Select((question, i) => new StudentAnswer
            {
                StudentName = name,
                QuestionId = question.QuestionId,
                RawText = TextOf(question.QuestionId),
                State = AnswerState.Answered,
                Confidence = 0.9,
                Regions =
                [
                    new PageRegion
                    {
                        PageNumber = question.PageNumber!.Value, ImagePath = $"grouped/{student.Name}/page_{question.PageNumber:000}.jpg",
                        Top = 200 + (i * 200), Left = 100, Bottom = 350 + (i * 200), Right = 900,
                    },
                ],
            }),
        ],
    };

    /// <summary>What every student wrote.</summary>
    public static string TextOf(string question) => $"Answer to {question}: the force is $F = m a$ and nothing else.";

    /// <summary>A mark of a model, with one criterion of the whole question.</summary>
    public static QuestionGrade Graded(int question, decimal points) => Of(question) with
    {
        State = GradeState.Graded,
        Source = MarkSource.Model,
        PointsEarned = points,
        Feedback = $"Feedback on {Spec.Questions[question].QuestionId}.",
        CriterionScores = [CriterionOf(question, points)],
        Confidence = 0.8,
    };

    public static CriterionGrade CriterionOf(int question, decimal points) => new()
    {
        Criterion = 1,
        Description = $"Right answer to {Spec.Questions[question].QuestionId}",
        PointsEarned = points,
        PointsPossible = Spec.Questions[question].Points,
        Quote = "the force is F = m a",
        Reason = "It says so.",
    };

    public static QuestionGrade NeedsReview(int question) => Of(question) with
    {
        State = GradeState.NeedsReview,
        ReviewReasons = ["The reading is unsure."],
        SuggestedPoints = 1,
        CriterionScores = [CriterionOf(question, 1)],
    };

    public static QuestionGrade Of(int question) => new() { QuestionId = Spec.Questions[question].QuestionId, PointsPossible = Spec.Questions[question].Points };

    public void Dispose() => _folder.Dispose();

    private static Rubric RubricOf(ExamQuestion question) => new()
    {
        QuestionId = question.QuestionId,
        TotalPoints = question.Points,
        Criteria = [new RubricCriterion { Points = question.Points, Description = $"Right answer to {question.QuestionId}" }],
    };
}
