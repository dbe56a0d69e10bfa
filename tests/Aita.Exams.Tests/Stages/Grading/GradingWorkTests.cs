using Aita.Exams.Domain;
using Aita.Exams.Stages.Grading;
using Aita.Exams.Workflow;
using Aita.Exams.Workspace;

namespace Aita.Exams.Tests.Stages.Grading;

/// <summary>Grading beside other stages, as in <c>aita run</c>.</summary>
public sealed class GradingWorkTests
{
    [Fact]
    public async Task Add_InAnyOrder_GradesAnAnswerAsSoonAsRubricAndAnswerAreThere()
    {
        using var room = await Classroom.OfAsync("Nova Quill", "Pixel Marsh");
        var work = new GradingWork(room.Folder);
        var nova = await AnswersOfAsync("Nova Quill");

        Assert.Empty(await work.AddStudentAsync(room.Folder.Student("Nova Quill"), nova));
        Assert.Single(await work.AddQuestionAsync(Classroom.Questions[1], Classroom.Rubrics[1], null));
        Assert.Single(await work.AddStudentAsync(room.Folder.Student("Pixel Marsh"), await AnswersOfAsync("Pixel Marsh")));
        Assert.Equal(2, (await work.AddQuestionAsync(Classroom.Questions[0], Classroom.Rubrics[0], null)).Count);

        Task<StudentAnswers> AnswersOfAsync(string student) => ExamFiles.TryReadAnswersAsync(room.Folder.Student(student))!;
    }

    [Fact]
    public async Task RunAsync_WithEverythingPosted_GivesTheGradesOfTheStageAloneAndThenCostsNothing()
    {
        using var room = await Classroom.OfAsync("Nova Quill", "Pixel Marsh");
        using var model = new ScriptedModel(Answers.Full);

        await RunAsync();
        var grades = await File.ReadAllTextAsync(room.Folder.Student("Pixel Marsh").Grades);
        await RunAsync();

        Assert.Equal(6, model.Requests.Count);
        Assert.Equal(10m, (await room.GradesOfAsync("Nova Quill")).TotalScore);
        Assert.Equal(grades, await File.ReadAllTextAsync(room.Folder.Student("Pixel Marsh").Grades));
        Assert.True(File.Exists(room.Folder.ReviewQueue));

        async Task RunAsync()
        {
            var work = new GradingWork(room.Folder, new() { Model = Classroom.Model });
            using var batch = new StageBatch(work);
            foreach (var student in (string[])["Nova Quill", "Pixel Marsh"])
            {
                batch.Post(async token => await work.AddStudentAsync(room.Folder.Student(student), (await ExamFiles.TryReadAnswersAsync(room.Folder.Student(student), token))!, token));
            }

            for (var i = 0; i < Classroom.Questions.Count; i++)
            {
                var (question, rubric) = (Classroom.Questions[i], Classroom.Rubrics[i]);
                batch.Post(token => work.AddQuestionAsync(question, rubric, new AnswerKey { QuestionId = question.QuestionId, CorrectAnswer = "key" }, token));
            }

            await batch.RunAsync(room.Executor(model), "run", cancellationToken: TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task FinishAsync_WithoutAllRubrics_LeavesNoMarkForTheOthers()
    {
        using var room = await Classroom.OfAsync("Nova Quill");
        using var model = new ScriptedModel(Answers.Full);
        var work = new GradingWork(room.Folder);
        using var batch = new StageBatch(work);
        batch.Post(async token => await work.AddStudentAsync(room.Folder.Student("Nova Quill"), (await ExamFiles.TryReadAnswersAsync(room.Folder.Student("Nova Quill"), token))!, token));
        batch.Post(token => work.AddQuestionAsync(Classroom.Questions[0], Classroom.Rubrics[0], null, token));

        await batch.RunAsync(room.Executor(model), "run", cancellationToken: TestContext.Current.CancellationToken);

        var grades = await room.GradesOfAsync("Nova Quill");
        Assert.Equal([GradeState.Graded, GradeState.Failed, GradeState.Failed], grades.QuestionGrades.Select(grade => grade.State));
        Assert.Equal((2m, 10m, null), (grades.TotalScore, grades.TotalPossible, grades.Percentage));
    }

    [Fact]
    public async Task AddQuestion_WhoseRubricDoesNotFit_IsRefusedByName()
    {
        using var room = await Classroom.OfAsync("Nova Quill");

        var exception = await Assert.ThrowsAsync<ExamException>(async () => await new GradingWork(room.Folder).AddQuestionAsync(Classroom.Questions[1], Classroom.Rubrics[0], null));

        Assert.StartsWith("Question 2 cannot be graded:", exception.Message, StringComparison.Ordinal);
    }
}
