using Aita.Exams.Domain;
using Aita.Exams.Stages.Rubrics;
using Aita.Exams.Workspace;
using Aita.Execution;
using Aita.Simulator;

namespace Aita.Exams.Tests.Stages.Rubrics;

public sealed class RubricStageTests
{
    [Fact]
    public async Task RunAsync_OverHttp_WritesAKeyAndARubricOfEveryQuestion()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        await using var server = await SimulatorServer.StartAsync();
        var plan = await RubricPlan.ReadAsync(midterm.Folder);

        var result = await RubricStage.RunAsync(plan, midterm.Executor(server));

        Assert.Equal(13, plan.Estimate.Calls);
        Assert.Equal(13, server.Traffic.Requests);
        Assert.Empty(result.Failed);
        var keys = await ExamFiles.TryReadAnswerKeysAsync(midterm.Folder.AnswerKeys);
        var rubrics = await ExamFiles.TryReadRubricsAsync(midterm.Folder.Rubrics);
        Assert.Equal(["1a", "1b", "2", "3a", "3b", "4", "5"], keys!.Select(key => key.QuestionId));
        Assert.Equal(["1a", "1b", "2", "3a", "3b", "4", "5"], rubrics!.Select(rubric => rubric.QuestionId));
        Assert.All(plan.Spec.Questions, question => Assert.Equal(question.Points, rubrics!.Single(r => r.QuestionId == question.QuestionId).SumOfPoints));
        Assert.Equal("Uses a correct relation", rubrics![2].Criteria[0].Description[..23]);
        Assert.Equal(6, (await ExamFiles.TryReadRubricsAsync(midterm.Folder.GeneratedRubrics))!.Count);
    }

    [Fact]
    public async Task RunAsync_ARubric_IsAskedBeforeTheLastAnswerKeyIsAnswered()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        var rubricArrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await SimulatorServer.StartAsync(new()
        {
            Latency = LatencyModel.Constant(TimeSpan.FromMilliseconds(5)),
            Faults = new()
            {
                Script = request =>
                {
                    if (RubricAnswers.IsRubric(request.Text))
                    {
                        rubricArrived.TrySetResult();
                    }

                    // The key of question 5 never comes by itself.
                    return !RubricAnswers.IsRubric(request.Text) && RubricAnswers.IsAbout(request.Text, "5") ? new Fault(FaultKind.Hang) : null;
                },
            },
        });
        using var stop = new CancellationTokenSource();
        var plan = await RubricPlan.ReadAsync(midterm.Folder);
        var executor = new ParallelLlmExecutor(
            OpenRouterChatClient.Create(new() { BaseUrl = server.BaseUrl.AbsoluteUri, Model = "m" }),
            new() { RateLimit = 0, MaxRetries = 0, EnableCheckpointing = false, DrainTimeout = TimeSpan.Zero });

        var run = RubricStage.RunAsync(plan, executor, cancellationToken: stop.Token);
        await rubricArrived.Task.WaitAsync(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        var result = await run;

        Assert.Equal(StageItemState.NotRun, result.Items.Single(item => item.Id == "answer_key_5").State);
        Assert.False(result.IsFinished);
    }

    [Fact]
    public async Task RunAsync_EntriesEditedMeanwhile_StayAsThePersonWroteThem()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        await RubricStage.RunAsync(await RubricPlan.ReadAsync(midterm.Folder), midterm.Executor(RubricAnswers.Good, checkpoint: false));
        var plan = await RubricPlan.ReadAsync(midterm.Folder, new() { Force = true });
        var rubrics = (await ExamFiles.TryReadRubricsAsync(midterm.Folder.Rubrics))!.Select(rubric => rubric.QuestionId == "1b"
            ? rubric with { Criteria = [.. rubric.Criteria.Select(criterion => criterion with { Description = "mine" })] } : rubric).ToList();
        var keys = (await ExamFiles.TryReadAnswerKeysAsync(midterm.Folder.AnswerKeys))!.Select(key => key.QuestionId == "3a" ? key with { CorrectAnswer = "mine" } : key).ToList();
        using var model = new ScriptedModel(prompt => RubricAnswers.Good(prompt).Replace("method", "another method", StringComparison.Ordinal))
        {
            Meanwhile = async count =>
            {
                if (count == 1)
                {
                    await ExamFiles.WriteRubricsAsync(midterm.Folder.Rubrics, rubrics);
                    await ExamFiles.WriteAnswerKeysAsync(midterm.Folder.AnswerKeys, keys);
                }
            },
        };

        var result = await RubricStage.RunAsync(plan, midterm.Executor(model, checkpoint: false));

        Assert.Equal(StageItemState.Edited, result.Items.Single(item => item.Id == "rubric_1b").State);
        Assert.Equal(StageItemState.Edited, result.Items.Single(item => item.Id == "answer_key_3a").State);
        var now = (await ExamFiles.TryReadRubricsAsync(midterm.Folder.Rubrics))!;
        Assert.Equal("mine", now.Single(rubric => rubric.QuestionId == "1b").Criteria[0].Description);
        Assert.Equal("another method", now.Single(rubric => rubric.QuestionId == "4").Criteria[0].Description);
        Assert.Equal("mine", (await ExamFiles.TryReadAnswerKeysAsync(midterm.Folder.AnswerKeys))!.Single(key => key.QuestionId == "3a").CorrectAnswer);

        // The next run takes them for a person's, and makes the rubric of the edited key anew.
        var next = await RubricPlan.ReadAsync(midterm.Folder);
        Assert.Equal(StageItemState.Edited, next.Ready.Single(item => item.Id == "rubric_1b").State);
        Assert.DoesNotContain(next.Ready, item => item.Id == "rubric_3a");
    }

    [Fact]
    public async Task RunAsync_ASecondTime_SendsNothing()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        using var model = new ScriptedModel(RubricAnswers.Good);
        await RubricStage.RunAsync(await RubricPlan.ReadAsync(midterm.Folder), midterm.Executor(model, checkpoint: false));
        var before = await File.ReadAllTextAsync(midterm.Folder.Rubrics);
        var sent = model.Requests.Count;

        var plan = await RubricPlan.ReadAsync(midterm.Folder);
        var result = await RubricStage.RunAsync(plan, midterm.Executor(model, checkpoint: false));

        Assert.Equal(13, sent);
        Assert.Equal(13, model.Requests.Count);
        Assert.Equal(0, plan.Estimate.Calls);
        Assert.Equal(before, await File.ReadAllTextAsync(midterm.Folder.Rubrics));
        Assert.All(result.Items, item => Assert.Contains(item.State, new[] { StageItemState.Kept, StageItemState.Given }));
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 13)]
    public async Task RunAsync_AChangedQuestionOrForce_RedoesOnlyWhatIsAskedFor(bool force, int expected)
    {
        using var midterm = Midterm.Copy("Nova Quill");
        await RubricStage.RunAsync(await RubricPlan.ReadAsync(midterm.Folder), midterm.Executor(RubricAnswers.Good));
        var spec = await ExamFiles.ReadExamSpecAsync(midterm.Folder);
        if (!force)
        {
            await ExamFiles.WriteExamSpecAsync(midterm.Folder, spec with
            {
                Questions = [.. spec.Questions.Select(q => q.QuestionId == "5" ? q with { QuestionText = "Another question" } : q)],
            });
        }

        using var model = new ScriptedModel(RubricAnswers.Good);
        await RubricStage.RunAsync(await RubricPlan.ReadAsync(midterm.Folder, new() { Force = force }), midterm.Executor(model));

        Assert.Equal(expected, model.Requests.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RunAsync_APersonsEdit_IsNeverOverwritten(bool force)
    {
        using var midterm = Midterm.Copy("Nova Quill");
        await RubricStage.RunAsync(await RubricPlan.ReadAsync(midterm.Folder), midterm.Executor(RubricAnswers.Good));
        var text = await File.ReadAllTextAsync(midterm.Folder.Rubrics);
        var at = text.IndexOf("\"question_id\": \"5\"", StringComparison.Ordinal);
        await File.WriteAllTextAsync(midterm.Folder.Rubrics, text[..at] + text[at..].Replace("method", "MY OWN WORDS", StringComparison.Ordinal));

        var plan = await RubricPlan.ReadAsync(midterm.Folder, new() { Force = force, Instructions = "Changed instructions" });
        var result = await RubricStage.RunAsync(plan, midterm.Executor(RubricAnswers.Good));

        Assert.Equal(StageItemState.Edited, result.Items.Single(item => item.Id == "rubric_5").State);
        Assert.Equal(StageItemState.Made, result.Items.Single(item => item.Id == "rubric_4").State);
        var rubrics = await ExamFiles.TryReadRubricsAsync(midterm.Folder.Rubrics);
        Assert.Equal("MY OWN WORDS", rubrics!.Single(rubric => rubric.QuestionId == "5").Criteria[0].Description);
        Assert.Equal("method", rubrics!.Single(rubric => rubric.QuestionId == "4").Criteria[0].Description);
    }

    [Fact]
    public async Task ReadAsync_AnEditWhoseSumIsWrong_IsRefusedBeforeAnythingIsSent()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        await ExamFiles.WriteRubricsAsync(
            midterm.Folder.Rubrics, [new Rubric { QuestionId = "5", TotalPoints = 6, Criteria = [new() { Points = 5, Description = "x" }] }]);

        var exception = await Assert.ThrowsAsync<ExamException>(() => RubricPlan.ReadAsync(midterm.Folder));

        Assert.Contains("question 5: the criteria add up to 5, but total_points is 6", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_CriteriaThatDoNotAddUp_AreAskedForOnceMoreWithTheReason()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        using var model = new ScriptedModel(prompt =>
            RubricAnswers.IsRubric(prompt) && RubricAnswers.IsAbout(prompt, "5") && !prompt.Contains("could not be used", StringComparison.Ordinal)
                ? RubricAnswers.Rubric(6, first: 4)
                : RubricAnswers.Good(prompt));

        var result = await RubricStage.RunAsync(await RubricPlan.ReadAsync(midterm.Folder), midterm.Executor(model));

        Assert.Empty(result.Failed);
        var repair = Assert.Single(model.Requests, request => request.Count > 1);
        Assert.Contains("add up to 5, but total_points is 6", repair[^1].Text, StringComparison.Ordinal);
        Assert.Equal(6, (await ExamFiles.TryReadRubricsAsync(midterm.Folder.Rubrics))!.Single(r => r.QuestionId == "5").SumOfPoints);
    }

    [Fact]
    public async Task RunAsync_CriteriaThatNeverAddUp_FailAndAreAbsentFromTheFiles()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        using var model = new ScriptedModel(prompt =>
            RubricAnswers.IsRubric(prompt) && RubricAnswers.IsAbout(prompt, "5") ? RubricAnswers.Rubric(6, first: 4.99m)
            : !RubricAnswers.IsRubric(prompt) && RubricAnswers.IsAbout(prompt, "4") ? "I would rather not."
            : RubricAnswers.Good(prompt));

        var result = await RubricStage.RunAsync(await RubricPlan.ReadAsync(midterm.Folder), midterm.Executor(model));

        Assert.Equal(["answer_key_4", "rubric_4", "rubric_5"], result.Failed.Select(item => item.Id));
        Assert.Contains("5.99", result.Failed.Last().Error, StringComparison.Ordinal);
        Assert.True(result.IsFinished);
        Assert.Equal(["1a", "1b", "2", "3a", "3b", "5"], (await ExamFiles.TryReadAnswerKeysAsync(midterm.Folder.AnswerKeys))!.Select(k => k.QuestionId));
        Assert.Equal(["1a", "1b", "2", "3a", "3b"], (await ExamFiles.TryReadRubricsAsync(midterm.Folder.Rubrics))!.Select(r => r.QuestionId));

        using var better = new ScriptedModel(RubricAnswers.Good);
        var again = await RubricStage.RunAsync(await RubricPlan.ReadAsync(midterm.Folder), midterm.Executor(better));
        Assert.Equal(3, better.Requests.Count);
        Assert.Empty(again.Failed);
    }

    [Fact]
    public async Task RunAsync_StoppedInTheMiddle_GoesOnFromTheCheckpoint()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        using var stop = new CancellationTokenSource();
        var answered = 0;
        using var first = new ScriptedModel(prompt =>
        {
            if (Interlocked.Increment(ref answered) == 4)
            {
                stop.Cancel();
            }

            return RubricAnswers.Good(prompt);
        });
        var stopped = await RubricStage.RunAsync(await RubricPlan.ReadAsync(midterm.Folder), midterm.Executor(first, workers: 1), cancellationToken: stop.Token);
        Directory.Delete(Path.Join(midterm.Folder.Root, "results"), recursive: true);
        Directory.CreateDirectory(Path.Join(midterm.Folder.Root, "results"));
        using var whole = Midterm.Copy("Nova Quill");
        File.Copy(whole.Folder.ExamSpec, midterm.Folder.ExamSpec);
        File.Delete(midterm.Folder.RubricRecord);

        using var second = new ScriptedModel(RubricAnswers.Good);
        var result = await RubricStage.RunAsync(await RubricPlan.ReadAsync(midterm.Folder), midterm.Executor(second));

        Assert.Equal(FailureKind.Cancelled, stopped.StoppedBy!.Kind);
        Assert.Equal(13 - first.Requests.Count, second.Requests.Count);
        Assert.True(result.IsFinished);
        Assert.Empty(result.Failed);
    }

    [Fact]
    public async Task RunAsync_FaultyLatexInTheAnswer_KeepsItIntact()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        const string Broken = """{"correct_answer":"$\frac{1}{2} \alpha \nu \times \theta$","alternative_answers":[],"explanation":"e","solution_steps":[],"grading_notes":"n"}""";

        await RubricStage.RunAsync(
            await RubricPlan.ReadAsync(midterm.Folder),
            midterm.Executor(prompt => RubricAnswers.IsRubric(prompt) ? RubricAnswers.Good(prompt) : Broken));

        var keys = await ExamFiles.TryReadAnswerKeysAsync(midterm.Folder.AnswerKeys);
        Assert.All(keys!, key => Assert.Equal(@"$\frac{1}{2} \alpha \nu \times \theta$", key.CorrectAnswer));
        Assert.Equal(7, keys!.Count);
    }

    [Fact]
    public async Task RunAsync_AnEditedAnswerKey_StaysAndItsRubricIsMadeAnew()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        await RubricStage.RunAsync(await RubricPlan.ReadAsync(midterm.Folder), midterm.Executor(RubricAnswers.Good));
        var text = await File.ReadAllTextAsync(midterm.Folder.AnswerKeys);
        var at = text.IndexOf("\"question_id\": \"5\"", StringComparison.Ordinal);
        await File.WriteAllTextAsync(midterm.Folder.AnswerKeys, text[..at] + text[at..].Replace("0.5", "MY OWN ANSWER", StringComparison.Ordinal));
        using var model = new ScriptedModel(RubricAnswers.Good);

        var result = await RubricStage.RunAsync(await RubricPlan.ReadAsync(midterm.Folder), midterm.Executor(model));

        Assert.Contains("MY OWN ANSWER", Assert.Single(model.Prompts), StringComparison.Ordinal);
        Assert.Equal(StageItemState.Edited, result.Items.Single(item => item.Id == "answer_key_5").State);
        Assert.Equal(StageItemState.Made, result.Items.Single(item => item.Id == "rubric_5").State);
        Assert.Contains("MY OWN ANSWER", await File.ReadAllTextAsync(midterm.Folder.AnswerKeys), StringComparison.Ordinal);
    }
}
