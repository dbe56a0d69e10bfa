using Microsoft.Extensions.AI;

namespace Aita.Execution.Tests.Doubles;

/// <summary>A task that shares requests: its ids are joined by commas, and answers are split at commas. A part "-" is no answer.</summary>
internal sealed class CombinedTask(string id) : BatchableLlmTask<string>(id)
{
    public Func<CombinedTask, bool>? Fits { get; init; }

    public Func<IReadOnlyList<ChatMessage>?>? Combine { get; init; }

    public Func<string, IReadOnlyList<string?>?>? Splitting { get; init; }

    public Func<LlmAnswer, LlmFailure?>? Check { get; init; }

    public ChatOptions? ChatOptions { get; init; }

    public override ChatOptions? Options => ChatOptions;

    public override IReadOnlyList<ChatMessage> BuildMessages() => [new(ChatRole.User, Id)];

    public override string ParseResponse(string text) => text.Length > 0 ? text : throw new FormatException("empty part");

    public override bool CanBatchWith(BatchableLlmTask<string> other) => Fits is null || Fits((CombinedTask)other);

    public override IReadOnlyList<ChatMessage> CombineWith(IReadOnlyList<BatchableLlmTask<string>> others) =>
        Combine is null ? [new(ChatRole.User, string.Join(',', others.Prepend(this).Select(task => task.Id)))] : Combine()!;

    public override IReadOnlyList<string?> SplitBatchResult(string text, IReadOnlyList<BatchableLlmTask<string>> tasks) =>
        Splitting is null ? [.. text.Split(',').Select(part => part == "-" ? null : part)] : Splitting(text)!;

    public override LlmFailure? CheckAnswer(LlmAnswer answer) => Check is null ? base.CheckAnswer(answer) : Check(answer);
}
