using Microsoft.Extensions.AI;

namespace Aita.Execution.Tests;

public sealed class AnswerReaderTests
{
    private static readonly PriceBook Prices = PriceBook.Empty.With("a/b", new TokenPrice(2, 3) { CachedInput = 1, Request = 100 });

    [Fact]
    public void Read_AnswerOfOurClient_TakesItsCostAndBody()
    {
        var answer = AnswerReader.Read(Response(raw: new OpenRouterResponse { Cost = 0.5m, Body = "{\"ü\":1}"u8.ToArray() }), "a/b", Prices, keepBody: true);

        Assert.Equal(
            new LlmAnswer
            {
                Text = "onetwo",
                FinishReason = "stop",
                Model = "a/b",
                ResponseId = "id",
                Usage = new TokenUsage(10, 5, 4),
                Cost = 0.5m,
                Body = ResponseBody.TryCreate("{\"ü\":1}"u8.ToArray()),
            },
            answer);
    }

    [Fact]
    public void Read_BodyNotWanted_IsNotKept() =>
        Assert.Null(AnswerReader.Read(Response(raw: new OpenRouterResponse { Body = "{}"u8.ToArray() }), null, Prices, keepBody: false).Body);

    [Fact]
    public void Read_AnswerOfAnotherClient_TakesTheCostFromThePriceBook()
    {
        var answer = AnswerReader.Read(Response(raw: "of another SDK"), null, Prices, keepBody: true);

        Assert.Equal(100 + (6 * 2) + (4 * 1) + (5 * 3), answer.Cost);
        Assert.Null(answer.Body);
    }

    [Fact]
    public void Read_ModelWithoutPrice_FallsBackToTheRequestedOneThenToUnknown()
    {
        Assert.Equal(131, AnswerReader.Read(Response(model: "alias"), "a/b", Prices, keepBody: false).Cost);
        Assert.Null(AnswerReader.Read(Response(model: "alias"), "other", Prices, keepBody: false).Cost);
        Assert.Null(AnswerReader.Read(Response(usage: null), "a/b", Prices, keepBody: false).Cost);
    }

    [Fact]
    public void Read_EmptyResponse_HasNoUsageAndNoCost()
    {
        var answer = AnswerReader.Read(new ChatResponse(), null, Prices, keepBody: true);

        Assert.Equal(new LlmAnswer { Text = "" }, answer);
    }

    [Theory]
    [InlineData(null, null, null, null, null)]
    [InlineData(10L, null, null, null, "10/0/0")]
    [InlineData(null, null, 30L, null, "30/0/0")]
    [InlineData(10L, null, 30L, null, "10/20/0")]
    [InlineData(null, 20L, 30L, null, "10/20/0")]
    [InlineData(10L, 20L, 30L, 99L, "10/20/10")]
    [InlineData(10L, null, 5L, null, "10/0/0")]
    public void UsageOf_PartsMissing_IsCompletedOrUnknown(long? input, long? output, long? total, long? cached, string? expected)
    {
        var usage = AnswerReader.UsageOf(new UsageDetails
        {
            InputTokenCount = input,
            OutputTokenCount = output,
            TotalTokenCount = total,
            CachedInputTokenCount = cached,
        });

        Assert.Equal(expected, usage is { } known ? $"{known.Input}/{known.Output}/{known.CachedInput}" : null);
    }

    [Fact]
    public void LimitsOf_Response_GivesWhatTheHeadersSaid()
    {
        var limits = new RateLimitSnapshot { RequestLimit = 5 };

        Assert.Same(limits, AnswerReader.LimitsOf(Response(raw: new OpenRouterResponse { RateLimits = limits })));
        Assert.Null(AnswerReader.LimitsOf(Response(raw: "other")));
    }

    private static ChatResponse Response(string? model = "a/b", object? raw = null) => Response(
        new UsageDetails { InputTokenCount = 10, OutputTokenCount = 5, TotalTokenCount = 15, CachedInputTokenCount = 4 }, model, raw);

    private static ChatResponse Response(UsageDetails? usage, string? model = "a/b", object? raw = null) =>
        new(new ChatMessage(ChatRole.Assistant, [new TextContent("one"), new TextReasoningContent("hidden"), new TextContent("two")]))
        {
            ModelId = model,
            ResponseId = "id",
            FinishReason = ChatFinishReason.Stop,
            Usage = usage,
            RawRepresentation = raw,
        };
}
