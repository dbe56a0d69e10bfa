using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Tests.Workspace;

public sealed class ExamFilesTests : IDisposable
{
    private readonly TemporaryFolder _data = new();

    public void Dispose() => _data.Dispose();

    private AssignmentFolder Folder => AssignmentFolder.Open(_data.Path, "exam1");

    private static ExamSpec Spec => new()
    {
        ExamName = "Quiz",
        TotalPages = 1,
        TotalPoints = 5,
        Questions = [new() { QuestionId = "1", QuestionText = "Größe?", Points = 5, PageNumber = 1 }],
    };

    [Theory]
    [InlineData("results/exam_spec.json", """{"total_pages":1,"questions":[{"question_id":"1","question_text":"?","points":5,"page_number":1},null]}""", "entry 2 of questions is null")]
    [InlineData("results/rubric.json", """{"rubrics":[null]}""", "entry 1 of rubrics is null")]
    [InlineData("results/rubric.json", """{"rubrics":[{"question_id":"1","criteria":[null]}]}""", "entry 1 of the criteria of question 1 is null")]
    [InlineData("results/answer_key.json", """{"answer_keys":[null]}""", "entry 1 of answer_keys is null")]
    [InlineData("rubrics/user_rubrics.json", """{"1":{"total_points":5,"criteria":[null]}}""", "entry 1 of the criteria of question 1 is null")]
    [InlineData("students.json", """{"salt":"s","students":[null]}""", "entry 1 of students is null")]
    [InlineData("students.json", """{"salt":"s","students":[{"folder":"Ann"},{"folder":"Ann"}]}""", "more than one entry for the folder 'Ann'")]
    public async Task Reading_AnEntryThatIsNoneOrThereTwice_NamesFileAndEntry(string file, string json, string expected)
    {
        var path = Path.Join(Folder.Root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, json);

        var refused = await Assert.ThrowsAsync<ExamException>(async () =>
        {
            await StudentRegister.ReadAsync(Folder);
            await ExamFiles.TryReadRubricsAsync(Folder.Rubrics);
            await ExamFiles.TryReadAnswerKeysAsync(Folder.AnswerKeys);
            await ExamFiles.ReadUserRubricsAsync(Folder.UserRubrics, Spec);
            await ExamFiles.ReadExamSpecAsync(Folder);
        });

        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExamSpec_WrittenAndRead_IsTheSameAndReadable()
    {
        await ExamFiles.WriteExamSpecAsync(Folder, Spec);

        var again = await ExamFiles.ReadExamSpecAsync(Folder);

        Assert.Equal(Spec.Questions, again.Questions);
        Assert.Equal(
            """
            {
              "exam_name": "Quiz",
              "total_pages": 1,
              "total_points": 5,
              "questions": [
                {
                  "question_id": "1",
                  "question_text": "Größe?",
                  "points": 5,
                  "question_type": "short_answer",
                  "page_number": 1,
                  "image_bounds": null
                }
              ]
            }

            """,
            await File.ReadAllTextAsync(Folder.ExamSpec));
    }

    [Fact]
    public async Task ReadExamSpec_NoFile_NamesIt()
    {
        var exception = await Assert.ThrowsAsync<ExamException>(() => ExamFiles.ReadExamSpecAsync(Folder));

        Assert.Equal(ExamErrorKind.Missing, exception.Kind);
        Assert.Equal($"The file {Folder.ExamSpec} does not exist.", exception.Message);
    }

    [Fact]
    public async Task ReadExamSpec_BadPoints_NamesFileLineAndPlace()
    {
        await AtomicFile.WriteTextAsync(Folder.ExamSpec, "{\n  \"questions\": [\n    {\"question_id\": \"1\",\n     \"points\": \"five\"}\n  ]\n}");

        var exception = await Assert.ThrowsAsync<ExamException>(() => ExamFiles.ReadExamSpecAsync(Folder));

        Assert.Equal(ExamErrorKind.Malformed, exception.Kind);
        Assert.Equal(
            $"The file {Folder.ExamSpec}, line 4 at $.questions[0].points cannot be read: points must be a number such as 5 or 2.5, not \"five\".",
            exception.Message);
    }

    [Theory]
    [InlineData("{\n\"exam_name\": ", "line 2")]
    [InlineData("", "line 1")]
    [InlineData("{\"exam_name\": \"a\", \"exam_name\": \"b\"}", "line 1")]
    public async Task ReadExamSpec_BrokenJson_NamesTheLine(string json, string line)
    {
        await AtomicFile.WriteTextAsync(Folder.ExamSpec, json);

        var exception = await Assert.ThrowsAsync<ExamException>(() => ExamFiles.ReadExamSpecAsync(Folder));

        Assert.Equal(ExamErrorKind.Malformed, exception.Kind);
        Assert.Contains(line, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("BytePositionInLine", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadExamSpec_Unusable_ListsEveryError()
    {
        await AtomicFile.WriteTextAsync(Folder.ExamSpec, """{"total_pages": 0, "questions": []}""");

        var exception = await Assert.ThrowsAsync<ExamException>(() => ExamFiles.ReadExamSpecAsync(Folder));

        Assert.Equal(ExamErrorKind.Invalid, exception.Kind);
        Assert.Equal(
            $"{Folder.ExamSpec} cannot be used:\n- total_pages is 0; an exam has at least 1 page.\n- The exam has no questions; add at least one to 'questions'.",
            exception.Message);
    }

    [Fact]
    public async Task WriteExamSpec_Unusable_WritesNothing()
    {
        await ExamFiles.WriteExamSpecAsync(Folder, Spec);
        var before = await File.ReadAllTextAsync(Folder.ExamSpec);

        await Assert.ThrowsAsync<ExamException>(() => ExamFiles.WriteExamSpecAsync(Folder, Spec with { TotalPages = 0 }));

        Assert.Equal(before, await File.ReadAllTextAsync(Folder.ExamSpec));
    }

    [Fact]
    public async Task Read_FileWithByteOrderMark_IsRead()
    {
        await AtomicFile.WriteTextAsync(Folder.QuestionInstructions, "\uFEFF{\"1\": \"strict\"}");

        Assert.Equal("strict", (await ExamFiles.ReadQuestionInstructionsAsync(Folder.QuestionInstructions))["1"]);
    }

    [Fact]
    public async Task KeysAndRubrics_WrittenAndRead_AreTheSame()
    {
        Assert.Null(await ExamFiles.TryReadAnswerKeysAsync(Folder.AnswerKeys));
        Assert.Null(await ExamFiles.TryReadRubricsAsync(Folder.Rubrics));
        Assert.Empty((await ExamFiles.ReadUserRubricsAsync(Folder.UserRubrics, Spec)).Rubrics);
        Assert.Empty(await ExamFiles.ReadQuestionInstructionsAsync(Folder.QuestionInstructions));

        await ExamFiles.WriteAnswerKeysAsync(Folder.AnswerKeys, [new AnswerKey { QuestionId = "1", CorrectAnswer = @"\frac{1}{2}" }]);
        await ExamFiles.WriteRubricsAsync(Folder.Rubrics, [new Rubric { QuestionId = "1", Criteria = [new() { Points = 2.5m, Description = "d" }] }]);

        Assert.Equal(@"\frac{1}{2}", Assert.Single((await ExamFiles.TryReadAnswerKeysAsync(Folder.AnswerKeys))!).CorrectAnswer);
        Assert.Equal(2.5m, Assert.Single((await ExamFiles.TryReadRubricsAsync(Folder.Rubrics))!).TotalPoints);
    }

    [Fact]
    public async Task Transcriptions_WrittenAndRead_AreTheSame()
    {
        var student = Folder.Student("Nova Quill");
        var page = new PageTranscription { PageNumber = 2, TranscribedText = "~~x~~ y", Confidence = 0.8 };
        Assert.Null(await ExamFiles.TryReadPageAsync(student, 2));
        Assert.Null(await ExamFiles.TryReadTranscriptionAsync(student));

        await ExamFiles.WritePageAsync(student, page);
        await ExamFiles.WriteTranscriptionAsync(student, new StudentTranscription { StudentName = "Nova Quill", StudentId = "007" });

        Assert.Equivalent(page, await ExamFiles.TryReadPageAsync(student, 2), strict: true);
        Assert.Equal("007", (await ExamFiles.TryReadTranscriptionAsync(student))?.StudentId);
    }
}
