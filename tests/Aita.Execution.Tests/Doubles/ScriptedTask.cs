using Microsoft.Extensions.AI;

namespace Aita.Execution.Tests.Doubles;

/// <summary>A task whose every member is a delegate.</summary>
internal sealed class ScriptedTask(string id, string? prompt = null) : LlmTask<string>(id)
{
    public Func<IReadOnlyList<ChatMessage>>? Build { get; init; }

    public Func<string, string>? Read { get; init; }

    public Func<string, IEnumerable<LlmTask>>? Follow { get; init; }

    public Func<LlmAnswer, LlmFailure?>? Check { get; init; }

    public Func<LlmFailure, int, bool>? Retry { get; init; }

    public Func<LlmAnswer, string, IReadOnlyList<ChatMessage>?>? Repair { get; init; }

    public Action<string>? Succeeded { get; init; }

    public Action<LlmFailure>? Failed { get; init; }

    public ChatOptions? ChatOptions { get; init; }

    public double? Size { get; init; }

    public override ChatOptions? Options => ChatOptions;

    public override double? SizeHint => Size;

    public static ScriptedTask[] Many(int count) => [.. Enumerable.Range(0, count).Select(i => new ScriptedTask($"t{i}"))];

    public override IReadOnlyList<ChatMessage> BuildMessages() => Build is null ? [new(ChatRole.User, prompt ?? Id)] : Build();

    public override string ParseResponse(string text) => Read is null ? text : Read(text);

    public override IEnumerable<LlmTask> FollowUps(string value) => Follow is null ? [] : Follow(value);

    public override LlmFailure? CheckAnswer(LlmAnswer answer) => Check is null ? base.CheckAnswer(answer) : Check(answer);

    public override bool ShouldRetry(LlmFailure failure, int attempt) => Retry is null ? base.ShouldRetry(failure, attempt) : Retry(failure, attempt);

    public override IReadOnlyList<ChatMessage>? BuildRepairMessages(IReadOnlyList<ChatMessage> messages, LlmAnswer answer, string problem) =>
        Repair?.Invoke(answer, problem);

    public override void OnSuccess(string value) => Succeeded?.Invoke(value);

    public override void OnFailure(LlmFailure failure) => Failed?.Invoke(failure);
}
