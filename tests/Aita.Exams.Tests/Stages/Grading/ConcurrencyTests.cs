using Aita.Exams.Stages.Grading;

namespace Aita.Exams.Tests.Stages.Grading;

/// <summary>Two commands on the same students at the same time.</summary>
public sealed class ConcurrencyTests
{
    [Fact]
    public async Task WriteAsync_ByOneWhoReadBeforeAnotherWrote_LosesNoGrading()
    {
        using var room = await Classroom.OfAsync("Nova Quill");
        using var model = new ScriptedModel(Answers.Full);
        var (book, register) = await GradeDecisions.OpenAsync(room.Folder, TimeProvider.System, TestContext.Current.CancellationToken);
        var early = await StudentCase.ReadAsync(room.Folder.Student("Nova Quill"), register.Find("Nova Quill")!, answers: null, TestContext.Current.CancellationToken);
        await room.GradeAsync(model);
        var gradings = await File.ReadAllTextAsync(early.Folder.Gradings);

        await book.WriteAsync(early, TestContext.Current.CancellationToken);

        Assert.Equal(gradings, await File.ReadAllTextAsync(early.Folder.Gradings));
        Assert.Equal(10m, (await room.GradesOfAsync("Nova Quill")).TotalScore);
        Assert.Equal(0, (await room.PlanAsync()).Calls);
    }

    [Fact]
    public async Task DecideAndGrade_AtTheSameTime_NoMarkOfAMachineBecomesAPersons()
    {
        string[] students = ["Ada", "Bea", "Cyd", "Dan"];
        using var room = await Classroom.OfAsync(students);
        for (var round = 0; round < 6; round++)
        {
            var points = round % 2 == 0 ? 2m : 1m;
            using var model = new ScriptedModel(prompt => Answers.IsAbout(prompt, "1") ? Answers.Of(prompt, points) : Answers.Full(prompt));
            var grading = Task.Run(() => room.GradeAsync(model, new() { Force = true }));
            var deciding = Task.Run(async () =>
            {
                for (var i = 0; i < 6; i++)
                {
                    await GradeDecisions.DecideAsync(room.Folder, [.. students.Select(student => new DecisionRequest { Student = student, QuestionId = "2", Points = i % 5 })], "T");
                }
            });
            await Task.WhenAll(grading, deciding);

            foreach (var student in students)
            {
                Assert.Equal(points, (await room.GradeOfAsync(student, "1")).PointsEarned);
            }
        }

        Assert.DoesNotContain(await DecisionLog.ReadAsync(room.Folder.Decisions, TestContext.Current.CancellationToken), decision => decision.By == "edited by hand");
    }
}
