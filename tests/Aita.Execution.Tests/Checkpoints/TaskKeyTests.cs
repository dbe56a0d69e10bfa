using System.Text.Json;
using CsCheck;
using Microsoft.Extensions.AI;

namespace Aita.Execution.Tests.Checkpoints;

public sealed class TaskKeyTests
{
    private static readonly byte[] Image = [0x89, (byte)'P', (byte)'N', (byte)'G', 1, 2, 3];

    /// <summary>Pinned: a change of one of these loses every user's paid answers.</summary>
    [Fact]
    public void Compute_KnownRequests_HavePinnedKeys()
    {
        Assert.Equal("52a600dd4ba338bfdf89be971590fef200dff18edaf4dc5c26b47d8864688b18", TaskKey.Compute([new(ChatRole.User, "What is 6 × 7?")], null, "some/model"));
        Assert.Equal("7b0b378a4bd75df277a009f64c2db5037562fa58ecbd5b6b80a3966744945037", TaskKey.Compute(FullMessages(), FullOptions(), "default/model"));
        Assert.Equal("7779cada13d6c8fa4e5f2cd85b52e8f0ba4bcae8dc218891fda8b3f921a2b0c1", TaskKey.Compute([], null, null, new byte[] { 1, 2, 3 }));
    }

    [Fact]
    public void Compute_SameRequestBuiltTwice_HasTheSameKey() =>
        Assert.Equal(TaskKey.Compute(FullMessages(), FullOptions(), "x"), TaskKey.Compute(FullMessages(), FullOptions(), "y"));

    [Fact]
    public void Compute_EveryChangeOfTheRequest_ChangesTheKey()
    {
        var keys = new List<string>
        {
            TaskKey.Compute([], null, null),
            TaskKey.Compute([], null, "m"),
            TaskKey.Compute([], null, null, new byte[] { 1 }),
            TaskKey.Compute([], null, null, new byte[] { 2 }),
        };
        keys.AddRange(Messages().Select(messages => TaskKey.Compute(messages, null, null)));
        keys.AddRange(Options().Select(options => TaskKey.Compute([new(ChatRole.User, "a")], options, "m")));

        Assert.Equal(keys.Count, keys.Distinct().Count());
    }

    [Fact]
    public void Compute_ModelInOptionsOrByDefault_IsTheSameRequest() =>
        Assert.Equal(
            TaskKey.Compute([new(ChatRole.User, "a")], new ChatOptions { ModelId = "m" }, "other"),
            TaskKey.Compute([new(ChatRole.User, "a")], new ChatOptions(), "m"));

    [Fact]
    public void Compute_OrderOfAdditionalProperties_DoesNotMatter() =>
        Assert.Equal(
            TaskKey.Compute([], new ChatOptions { AdditionalProperties = new() { ["a"] = 1, ["b"] = "2" } }, null),
            TaskKey.Compute([], new ChatOptions { AdditionalProperties = new() { ["b"] = "2", ["a"] = 1 } }, null));

    [Fact]
    public void Compute_TextsOfAnyLengthAndSplit_NeverShareAKey() =>
        Gen.Select(Gen.String[0, 3000], Gen.String[0, 3000], Gen.Int[0, 3000]).Sample((first, second, cut) =>
        {
            var together = first + second;
            var at = Math.Min(cut, together.Length);
            var one = TaskKey.Compute([new(ChatRole.User, first), new(ChatRole.User, second)], null, null);
            var other = TaskKey.Compute([new(ChatRole.User, together[..at]), new(ChatRole.User, together[at..])], null, null);
            return (one == other) == (at == first.Length) || AreEqualAsUtf8(first, second, together, at);
        }, iter: 2000);

    [Fact]
    public void Compute_ContentThatIsNotJson_IsRefusedWithASentence()
    {
        var refusal = Assert.Throws<LlmException>(() => TaskKey.Compute([new(ChatRole.User, [new UnknownContent()])], null, null));

        Assert.Equal(FailureKind.Rejected, refusal.Kind);
        Assert.Contains("UnknownContent", refusal.Message, StringComparison.Ordinal);
    }

    // Lone surrogates are the same replacement character in every request.
    private static bool AreEqualAsUtf8(string first, string second, string together, int at)
    {
        static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);
        return Bytes(first).SequenceEqual(Bytes(together[..at])) && Bytes(second).SequenceEqual(Bytes(together[at..]));
    }

    private static ChatMessage[] FullMessages() =>
    [
        new(ChatRole.System, "Be strict."),
        new(ChatRole.User, [
            new TextContent("Read this page: é 漢字 😀"),
            new DataContent(Image, "image/png"),
            new UriContent("https://example.org/page.jpg", "image/jpeg")]) { AuthorName = "teacher" },
        new(ChatRole.Assistant, [new FunctionCallContent("call-1", "lookup", new Dictionary<string, object?> { ["q"] = "x" })]),
    ];

    private static ChatOptions FullOptions() => new()
    {
        ModelId = "some/model",
        Temperature = 0.2f,
        TopP = 0.9f,
        TopK = 40,
        MaxOutputTokens = 1000,
        Seed = 42,
        FrequencyPenalty = 0.1f,
        PresencePenalty = -0.1f,
        StopSequences = ["END", "\n"],
        Instructions = "In French.",
        Reasoning = new() { Effort = ReasoningEffort.Low },
        ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonElement.Parse("""{"type":"object"}"""), "grade", "A grade"),
        Tools = [AIFunctionFactory.CreateDeclaration("lookup", "Looks up.", JsonElement.Parse("{}"))],
        ToolMode = ChatToolMode.RequireSpecific("lookup"),
        AllowMultipleToolCalls = false,
        AdditionalProperties = new() { ["provider"] = JsonElement.Parse("""{"order":["a"]}"""), ["transforms"] = "none", ["n"] = 1, ["flag"] = true },
    };

    private static IEnumerable<ChatMessage[]> Messages() =>
    [
        [new(ChatRole.User, "a")],
        [new(ChatRole.User, "b")],
        [new(ChatRole.System, "a")],
        [new(ChatRole.User, "a") { AuthorName = "x" }],
        [new(ChatRole.User, "a"), new(ChatRole.User, "")],
        [new(ChatRole.User, ""), new(ChatRole.User, "a")],
        [new(ChatRole.User, [new TextContent("a"), new TextContent("")])],
        [new(ChatRole.User, [new TextReasoningContent("a")])],
        [new(ChatRole.User, [new DataContent(Image, "image/png")])],
        [new(ChatRole.User, [new DataContent(Image, "image/jpeg")])],
        [new(ChatRole.User, [new DataContent(new byte[] { 1, 2, 3, 4, 5, 6, 7 }, "image/png")])],
        [new(ChatRole.User, [new DataContent(new byte[100_000], "image/png")])],
        [new(ChatRole.User, [new DataContent(new byte[100_001], "image/png")])],
        [new(ChatRole.User, [new UriContent("https://a/b", "image/png")])],
        [new(ChatRole.User, [new UriContent("https://a/c", "image/png")])],
        [new(ChatRole.User, [new UriContent("https://a/b", "image/gif")])],
        [new(ChatRole.User, [new FunctionCallContent("1", "f")])],
        [new(ChatRole.User, [new FunctionCallContent("1", "g")])],
        [new(ChatRole.User, [new TextContent("a") { AdditionalProperties = new() { ["cache_control"] = "ephemeral" } }])],
    ];

    private static IEnumerable<ChatOptions> Options() =>
    [
        new(),
        new() { Temperature = 0 },
        new() { Temperature = 0.5f },
        new() { TopP = 0.5f },
        new() { TopK = 5 },
        new() { MaxOutputTokens = 5 },
        new() { Seed = 5 },
        new() { FrequencyPenalty = 0.5f },
        new() { PresencePenalty = 0.5f },
        new() { StopSequences = ["a"] },
        new() { StopSequences = ["a", "b"] },
        new() { StopSequences = ["ab"] },
        new() { Instructions = "a" },
        new() { ConversationId = "a" },
        new() { Reasoning = new() { Effort = ReasoningEffort.Low } },
        new() { Reasoning = new() { Effort = ReasoningEffort.High } },
        new() { ResponseFormat = ChatResponseFormat.Text },
        new() { ResponseFormat = ChatResponseFormat.Json },
        new() { ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonElement.Parse("{}")) },
        new() { ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonElement.Parse("{}"), "a") },
        new() { ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonElement.Parse("{}"), "a", "b") },
        new() { ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonElement.Parse("""{"type":"object"}"""), "a") },
        new() { Tools = [AIFunctionFactory.CreateDeclaration("f", "", JsonElement.Parse("{}"))] },
        new() { Tools = [AIFunctionFactory.CreateDeclaration("g", "", JsonElement.Parse("{}"))] },
        new() { ToolMode = ChatToolMode.None },
        new() { ToolMode = ChatToolMode.RequireSpecific("f") },
        new() { AllowMultipleToolCalls = true },
        new() { AllowMultipleToolCalls = false },
        new() { AdditionalProperties = new() { ["a"] = 1 } },
        new() { AdditionalProperties = new() { ["a"] = "1" } },
        new() { AdditionalProperties = new() { ["a"] = null } },
        new() { AdditionalProperties = new() { ["b"] = 1 } },
        new() { AdditionalProperties = new() { ["a"] = JsonElement.Parse("[1]") } },
    ];

    private sealed class UnknownContent : AIContent;
}
