using System.Text;
using Aita.Cli.JsonLines.Answers;
using Aita.Execution;
using Microsoft.Extensions.AI;

namespace Aita.Cli.JsonLines;

/// <summary>
/// A request of the input as a task: its body is sent as it stands, and the provider's whole answer is its value. Every answer of the
/// provider counts as a success, cut off or filtered ones too: judging them is up to whoever reads the output. With a model to repair answers,
/// one that was to be JSON and is not is repaired.
/// </summary>
/// <param name="line">The request.</param>
/// <param name="defaultModel">Its model when it names none.</param>
/// <param name="repairs">Whether answers are checked and repaired.</param>
internal sealed class BatchTask(BatchLine line, string defaultModel, bool repairs = false) : LlmTask<BatchAnswer>(line.CustomId!)
{
    private ChatOptions? _options;

    /// <summary>The body, and what the executor wants to know of it to reserve tokens and money.</summary>
    public override ChatOptions Options => _options ??= new ChatOptions
    {
        ModelId = line.Model ?? defaultModel,
        MaxOutputTokens = line.TokenLimit,
        RawRepresentationFactory = _ => new RawRequest(line.Body),
    };

    /// <summary>The body as UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> Body => line.Body;

    /// <summary>Answers that the request asks for.</summary>
    public int Answers => line.Answers;

    public override bool KeepsResponseBody => true;

    public override int? SampleIndex => line.SampleIndex;

    public override double? SizeHint => line.SizeHint;

    public override IReadOnlyList<ChatMessage> BuildMessages() => [];

    // What was cut off or filtered would be so again; a call of a tool is no text. The whole answer goes into the output, as it was paid for.
    public override LlmFailure? CheckAnswer(LlmAnswer answer) =>
        repairs && answer.FinishReason is null or "stop" && BatchFormat.ProblemOf(line.Body.Span, answer.Text) is { } problem
            ? new LlmFailure(FailureKind.InvalidResponse, problem) { StatusCode = 200, RawResponse = answer.Body is { } body ? Encoding.UTF8.GetString(body.Utf8.Span) : answer.Text }
            : null;

    public override IReadOnlyList<ChatMessage>? BuildRepairMessages(IReadOnlyList<ChatMessage> messages, LlmAnswer answer, string problem) =>
        RepairPrompt.Build(messages, answer, problem, "Answer again with valid JSON as asked for, and nothing else.");

    public override BatchAnswer ParseResponse(string text) => throw new InvalidOperationException("A batch needs the provider's whole answer.");

    public override BatchAnswer ParseAnswer(LlmAnswer answer) =>
        answer.Body is { } whole ? new BatchAnswer(answer.ResponseId, answer.FinishReason, whole) : ParseResponse(answer.Text);
}
