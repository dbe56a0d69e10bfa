using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace Aita.Execution.Tests.Tasks;

public sealed partial class JsonTaskTests
{
    [Fact]
    public void Options_Schema_IsMadeFromTheTypeAndJoinsWhatIsGiven()
    {
        var given = new ChatOptions { Temperature = 0.1f, MaxOutputTokens = 100 };
        var options = new GradeTask(given).Options!;

        var format = Assert.IsType<ChatResponseFormatJson>(options.ResponseFormat);
        var schema = format.Schema!.Value;
        Assert.Equal("Grade", format.SchemaName);
        Assert.Equal("object", schema.GetProperty("type").GetString());
        Assert.False(schema.GetProperty("additionalProperties").GetBoolean());
        Assert.Equal(["points", "criteria", "comment"], schema.GetProperty("required").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal((0.1f, 100), (options.Temperature, options.MaxOutputTokens));
        Assert.Null(given.ResponseFormat);
    }

    [Theory]
    [InlineData("stop", FailureKind.InvalidResponse)] // the model forgot a bracket: it is shown that
    [InlineData("length", FailureKind.Truncated)]
    [InlineData(null, FailureKind.Truncated)]
    public void ParseAnswer_UnfinishedJson_IsCutOffUnlessTheModelEndedIt(string? finishReason, FailureKind expected)
    {
        var answer = new LlmAnswer { Text = """{"points": 1, "criteria": [""", FinishReason = finishReason };

        var failure = Assert.Throws<LlmException>(() => new GradeTask().ParseAnswer(answer)).Failure;

        Assert.Equal((expected, answer.Text), (failure.Kind, failure.RawResponse));
    }

    [Fact]
    public void Options_TwoTasksOfAType_ShareTheSchema() =>
        Assert.Same(new GradeTask().Options!.ResponseFormat, new GradeTask().Options!.ResponseFormat);

    [Fact]
    public void Options_SchemaGiven_IsSentAsItIs()
    {
        var task = new GradeTask(schema: JsonElement.Parse("""{"type":"object","title":"mine"}"""));

        var format = Assert.IsType<ChatResponseFormatJson>(task.Options!.ResponseFormat);
        Assert.Equal("mine", format.Schema!.Value.GetProperty("title").GetString());
    }

    [Theory]
    [InlineData("{\"points\": 1}", false)]
    [InlineData(" [1, 2]\n", false)]
    [InlineData("```json\n{\"points\": 1}\n```", true)]
    [InlineData("{\"points\": 1,}", true)]
    [InlineData("{\"text\": \"\\alpha\"}", true)]
    public void IsMended_TextThatIsNoJsonAsItStands_IsTrue(string text, bool mended) =>
        Assert.Equal(mended, new GradeTask().IsMended(new LlmAnswer { Text = text }));

    [Fact]
    public void ParseResponse_JsonThatFits_IsTheValue()
    {
        var grade = new GradeTask().ParseResponse(
            """
            Here is the grade:
            ```json
            {"points": 2.5, "criteria": [{"name": "uses \frac{a}{b}", "points": 2.5}], "comment": "ok"}
            ```
            """);

        Assert.Equal(2.5m, grade.Points);
        Assert.Equal(@"uses \frac{a}{b}", grade.Criteria[0].Name);
    }

    [Theory]
    [InlineData("""{"points":1,"criteria":[{"name":"a"}]}""", "points' (at $.criteria[0]).")]
    [InlineData("""{"criteria":[]}""", "points' (at $).")]
    [InlineData("""{"points":"many","criteria":[]}""", "at $.points")]
    [InlineData("null", "The answer is null")]
    [InlineData("[]", "does not fit")]
    [InlineData("none", "There is no JSON in the answer")]
    public void ParseResponse_JsonThatDoesNotFit_SaysWhereAndWhy(string text, string message)
    {
        var e = Assert.Throws<LlmException>(() => new GradeTask().ParseResponse(text));

        Assert.Equal(FailureKind.InvalidResponse, e.Kind);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.Equal(text, e.Failure.RawResponse);
    }

    [Fact]
    public void ParseResponse_ChecksFail_NamesAllProblems()
    {
        var one = Assert.Throws<LlmException>(() => new GradeTask().ParseResponse("""{"points":-1,"criteria":[{"name":"a","points":-1}]}"""));
        var two = Assert.Throws<LlmException>(() => new GradeTask().ParseResponse("""{"points":-1,"criteria":[]}"""));

        Assert.Equal("Points must not be negative, but are -1.", one.Message);
        Assert.Equal("The answer has 2 problems:\n- Points must not be negative, but are -1.\n- There are no criteria.", two.Message);
        Assert.Equal(FailureKind.InvalidResponse, two.Kind);
    }

    [Fact]
    public void BuildRepairMessages_RefusedAnswer_ShowsItWithTheProblem()
    {
        var task = new GradeTask();
        var repair = task.BuildRepairMessages(task.BuildMessages(), new LlmAnswer { Text = "{oops" }, "Points are missing.")!;

        Assert.Equal([ChatRole.User, ChatRole.Assistant, ChatRole.User], repair.Select(message => message.Role));
        Assert.Equal("Grade it.", repair[0].Text);
        Assert.Equal("{oops", repair[1].Text);
        Assert.StartsWith(
            "Your answer could not be used. The problem, as the checker put it:\n\nPoints are missing.\n\nAnswer again with the whole JSON", repair[2].Text, StringComparison.Ordinal);
    }

    internal sealed record Criterion(string Name, decimal Points)
    {
        [JsonRequired]
        public decimal Points { get; init; } = Points;
    }

    internal sealed record Grade
    {
        public required decimal Points { get; init; }

        public required IReadOnlyList<Criterion> Criteria { get; init; }

        public string? Comment { get; init; }
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(Grade))]
    private sealed partial class GradeJson : JsonSerializerContext;

    private sealed class GradeTask(ChatOptions? options = null, JsonElement? schema = null)
        : JsonTask<Grade>("grade", GradeJson.Default.Grade, options, schema)
    {
        public override IReadOnlyList<ChatMessage> BuildMessages() => [new(ChatRole.User, "Grade it.")];

        protected override IEnumerable<string> Validate(Grade value)
        {
            if (value.Points < 0)
            {
                yield return $"Points must not be negative, but are {value.Points}.";
            }

            if (value.Criteria.Count == 0)
            {
                yield return "There are no criteria.";
            }
        }
    }
}
