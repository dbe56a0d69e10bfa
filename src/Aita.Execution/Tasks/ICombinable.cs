using Microsoft.Extensions.AI;

namespace Aita.Execution;

/// <summary>What the executor sees of a task that can share a request with others.</summary>
internal interface ICombinable
{
    bool CanCombineWith(LlmTask other);

    IReadOnlyList<ChatMessage> Combine(IReadOnlyList<LlmTask> others);

    ChatOptions? CombineOptions(IReadOnlyList<LlmTask> others);

    IReadOnlyList<string?> Split(string text, IReadOnlyList<LlmTask> tasks);
}
