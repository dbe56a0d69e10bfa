using Aita.Execution;
using Microsoft.Extensions.AI;

namespace Aita.Cli.Running;

/// <summary>Breaks off every request in flight when a person asks a second time to stop.</summary>
internal sealed class AbortableChatClient(IChatClient inner, CancellationToken aborting) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, aborting);
        try
        {
            return await base.GetResponseAsync(messages, options, either.Token);
        }
        catch (OperationCanceledException e) when (aborting.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new LlmException(FailureKind.Cancelled, "The request was aborted.", e);
        }
    }
}
