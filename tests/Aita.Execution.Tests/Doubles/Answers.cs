using Microsoft.Extensions.AI;

namespace Aita.Execution.Tests.Doubles;

/// <summary>What providers answer and how they fail.</summary>
internal static class Answers
{
    public static ChatResponse Text(string text, decimal? cost = null, int input = 10, int output = 5, string finish = "stop") =>
        new(new ChatMessage(ChatRole.Assistant, text))
        {
            FinishReason = new ChatFinishReason(finish),
            ModelId = "test/model",
            Usage = new UsageDetails { InputTokenCount = input, OutputTokenCount = output, TotalTokenCount = input + output },
            RawRepresentation = cost is null ? null : new OpenRouterResponse { Cost = cost },
        };

    public static LlmException Failure(FailureKind kind, TimeSpan? retryAfter = null) =>
        new(new LlmFailure(kind, $"scripted {kind}") { RetryAfter = retryAfter });
}
