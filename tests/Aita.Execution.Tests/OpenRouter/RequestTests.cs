using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Microsoft.Extensions.AI;

namespace Aita.Execution.Tests;

public sealed class RequestTests
{
    [Fact]
    public async Task Send_TextOnly_WritesThePlainForm()
    {
        var request = await SendAsync([new(ChatRole.System, "Be brief"), new(ChatRole.User, "1 < 2 & \"ü\" +"), new(ChatRole.Assistant, "ok")]);

        Assert.Equal(
            """{"model":"test/model","messages":[{"role":"system","content":"Be brief"},{"role":"user","content":"1 < 2 & \"ü\" +"},{"role":"assistant","content":"ok"}]}""",
            request.Text);
        Assert.StartsWith("POST /api/v1/chat/completions HTTP/1.1", request.Head, StringComparison.Ordinal);
        Assert.Equal($"Bearer {Clients.Key}", request.Header("Authorization"));
        Assert.Equal("application/json", request.Header("Content-Type"));
        Assert.Null(request.Header("traceparent"));
        Assert.Null(request.Header("Cookie"));
    }

    [Fact]
    public async Task Send_AllOptions_WritesEveryField()
    {
        var options = new ChatOptions
        {
            ModelId = "other/model",
            Instructions = "First",
            Temperature = 0.2f,
            TopP = 0.9f,
            TopK = 40,
            MaxOutputTokens = 500,
            Seed = 7,
            FrequencyPenalty = 0.5f,
            PresencePenalty = -0.5f,
            StopSequences = ["END", "\n\n"],
            Reasoning = new ReasoningOptions { Effort = ReasoningEffort.Low },
            AdditionalProperties = new()
            {
                ["provider"] = new JsonObject { ["zdr"] = true },
                ["models"] = new List<string> { "a/b", "c/d" },
                ["user"] = "u1",
                ["logprobs"] = true,
                ["n"] = 1,
                ["nothing"] = null,
                ["max_price"] = 1.5m,
                ["nested"] = new Dictionary<string, object?> { ["x"] = 2.5, ["y"] = JsonSerializer.SerializeToElement("z") },
            },
        };

        var request = await SendAsync([new(ChatRole.User, "Hi")], options);

        Assert.Equal(
            """
            {"model":"other/model","messages":[{"role":"system","content":"First"},{"role":"user","content":"Hi"}],
            "temperature":0.2,"top_p":0.9,"top_k":40,"frequency_penalty":0.5,"presence_penalty":-0.5,"max_tokens":500,"seed":7,"stop":["END","\n\n"],
            "reasoning_effort":"low","provider":{"zdr":true},"models":["a/b","c/d"],"user":"u1","logprobs":true,"n":1,"nothing":null,"max_price":1.5,
            "nested":{"x":2.5,"y":"z"}}
            """.Replace("\n", "", StringComparison.Ordinal),
            request.Text);
    }

    [Fact]
    public async Task Send_FieldSetTwice_TheMoreSpecificWinsOnce()
    {
        var options = new ChatOptions { Temperature = 1, MaxOutputTokens = 5, AdditionalProperties = new() { ["max_tokens"] = 9 } };
        var request = await SendAsync(
            [new(ChatRole.User, "Hi")],
            options,
            new JsonObject { ["temperature"] = 0, ["max_tokens"] = 1, ["plugins"] = new JsonArray(new JsonObject { ["id"] = "response-healing" }) });

        Assert.Equal(
            """{"model":"test/model","messages":[{"role":"user","content":"Hi"}],"temperature":1,"max_tokens":9,"plugins":[{"id":"response-healing"}]}""",
            request.Text);
    }

    [Theory]
    [InlineData("text", """{"type":"text"}""")]
    [InlineData("json", """{"type":"json_object"}""")]
    [InlineData("schema", """{"type":"json_schema","json_schema":{"name":"Exam_answer_1__","description":"d","strict":true,"schema":{"type":"object","properties":{}}}}""")]
    public async Task Send_ResponseFormat_IsWritten(string kind, string expected)
    {
        using var schema = JsonDocument.Parse("""{"type":"object","properties":{}}""");
        ChatResponseFormat format = kind switch
        {
            "text" => ChatResponseFormat.Text,
            "json" => ChatResponseFormat.Json,
            _ => ChatResponseFormat.ForJsonSchema(schema.RootElement, "Exam answer<1>!", "d"),
        };

        var request = await SendAsync([new(ChatRole.User, "Hi")], new ChatOptions { ResponseFormat = format });

        Assert.EndsWith($""","response_format":{expected}""" + "}", request.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_ImagesLinksAndPdf_KeepOrderAndBytes()
    {
        var image = RandomBytes(500_001);
        var pdf = RandomBytes(1000);
        var request = await SendAsync(
        [
            new(ChatRole.User,
            [
                new TextContent("first"),
                new DataContent(image, "image/png") { AdditionalProperties = new() { ["detail"] = "low" } },
                new TextContent("second"),
                new DataContent(pdf, "application/pdf") { Name = "exam \"1\".pdf" },
                new UriContent("https://example.org/a.jpg?x=1&y=2", "image/jpeg"),
            ]),
        ]);

        Assert.Equal(request.Body.Length.ToString(), request.Header("Content-Length"));
        Assert.Null(request.Header("Transfer-Encoding"));
        var parts = JsonNode.Parse(request.Body)!["messages"]![0]!["content"]!;
        Assert.Equal("first", (string?)parts[0]!["text"]);
        Assert.Equal("data:image/png;base64," + Convert.ToBase64String(image), (string?)parts[1]!["image_url"]!["url"]);
        Assert.Equal("low", (string?)parts[1]!["image_url"]!["detail"]);
        Assert.Equal("second", (string?)parts[2]!["text"]);
        Assert.Equal("exam \"1\".pdf", (string?)parts[3]!["file"]!["filename"]);
        Assert.Equal("data:application/pdf;base64," + Convert.ToBase64String(pdf), (string?)parts[3]!["file"]!["file_data"]);
        Assert.Equal("https://example.org/a.jpg?x=1&y=2", (string?)parts[4]!["image_url"]!["url"]);
    }

    [Fact]
    public async Task Content_ImageOfAnySize_HasExactlyTheAnnouncedLengthAndBytes() => await
        Gen.OneOf(Gen.Int[0, 10], Gen.Int[ChatRequestContent.ChunkSize - 3, ChatRequestContent.ChunkSize + 3], Gen.Int[0, 3 * ChatRequestContent.ChunkSize])
            .SampleAsync(
                async size =>
                {
                    var image = RandomBytes(size);
                    using var content = NewWriter().Write([new(ChatRole.User, [new DataContent(image, "image/jpeg"), new TextContent("after")])], null, stream: false);
                    var written = new MemoryStream();
                    await content.CopyToAsync(written);

                    Assert.Equal(written.Length, content.Headers.ContentLength);
                    var url = (string)JsonNode.Parse(written.ToArray())!["messages"]![0]!["content"]![0]!["image_url"]!["url"]!;
                    Assert.Equal(image, Convert.FromBase64String(url["data:image/jpeg;base64,".Length..]));
                },
                iter: 30);

    [Fact]
    public async Task Content_LargeImage_IsStreamedInChunksAndNotCopied()
    {
        var image = RandomBytes(5 * ChatRequestContent.ChunkSize);
        using var content = NewWriter().Write([new(ChatRole.User, [new TextContent("t"), new DataContent(image, "image/jpeg")])], null, stream: false);

        // What was written already does not change with the caller's bytes; what was not does: there is no copy.
        var stream = new RecordingStream(afterFirstChunk: () => Array.Clear(image));
        await content.CopyToAsync(stream, TestContext.Current.CancellationToken);

        Assert.True(stream.Sizes.Max() <= Base64.GetMaxEncodedToUtf8Length(ChatRequestContent.ChunkSize));
        Assert.True(stream.Sizes.Count >= 7);
        Assert.True(stream.LastChunk.AsSpan(0, 1000).IndexOfAnyExcept((byte)'A') < 0);
    }

    [Fact]
    public async Task Content_SentTwice_WritesTheSameBytes()
    {
        using var content = NewWriter().Write([new(ChatRole.User, [new TextContent("t"), new DataContent(RandomBytes(999), "image/png")])], null, stream: false);
        var first = new MemoryStream();
        var second = new MemoryStream();
        await content.CopyToAsync(first, TestContext.Current.CancellationToken);
        await content.CopyToAsync(second, TestContext.Current.CancellationToken);

        Assert.Equal(first.ToArray(), second.ToArray());
    }

    [Fact]
    public async Task Write_AnyText_IsValidJsonOfTheSameText() => await Gen.String.SampleAsync(async text =>
    {
        using var content = NewWriter().Write([new(ChatRole.User, text)], null, stream: false);
        var sent = (string)JsonNode.Parse(await content.ReadAsByteArrayAsync())!["messages"]![0]!["content"]!;

        // A lone half of a surrogate pair cannot be sent; everything else must arrive.
        Assert.Equal(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)), sent);
    });

    [Fact]
    public async Task Write_HalfASurrogatePair_IsReplaced()
    {
        using var content = NewWriter().Write([new(ChatRole.User, "a\uD83D b")], null, stream: false);

        var sent = (string)JsonNode.Parse(await content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken))!["messages"]![0]!["content"]!;

        Assert.Equal("a\uFFFD b", sent);
    }

    [Fact]
    public async Task Send_NotSupported_IsRejectedWithAReason()
    {
        await Rejected("tools", new() { Tools = [AIFunctionFactory.CreateDeclaration("f", "d", JsonSerializer.SerializeToElement(new object()))] });
        await Rejected("conversations", new() { ConversationId = "c" });
        await Rejected("'model'", new() { AdditionalProperties = new() { ["model"] = "x" } });
        await Rejected("DateTime", new() { AdditionalProperties = new() { ["when"] = DateTime.UnixEpoch } });
        await Rejected("audio/wav", null, new DataContent(new byte[3], "audio/wav"));
        await Rejected("FunctionCallContent", null, new FunctionCallContent("1", "f"));

        static async Task Rejected(string reason, ChatOptions? options, AIContent? content = null)
        {
            var exception = await Assert.ThrowsAsync<LlmException>(() => SendAsync([new(ChatRole.User, [content ?? new TextContent("Hi")])], options));
            Assert.Equal(FailureKind.Rejected, exception.Kind);
            Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        }
    }

    private static ChatRequestWriter NewWriter() => new("test/model", "max_tokens", extraBody: null);

    private static byte[] RandomBytes(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }

    private static async Task<RawExchange> SendAsync(List<ChatMessage> messages, ChatOptions? options = null, JsonObject? extraBody = null)
    {
        await using var server = new RawServer(RawReply.Json(Clients.Answer));
        using var client = Clients.To(server, extraBody);
        await client.GetResponseAsync(messages, options, TestContext.Current.CancellationToken);
        return server.Last;
    }

    private sealed class RecordingStream(Action afterFirstChunk) : MemoryStream
    {
        public List<int> Sizes { get; } = [];

        public byte[] LastChunk { get; private set; } = [];

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Sizes.Add(buffer.Length);
            if (buffer.Length > 1000)
            {
                LastChunk = buffer.ToArray();
                afterFirstChunk();
            }

            return ValueTask.CompletedTask;
        }
    }
}
