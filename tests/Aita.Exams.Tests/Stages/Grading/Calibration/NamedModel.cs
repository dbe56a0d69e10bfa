using Microsoft.Extensions.AI;

namespace Aita.Exams.Tests.Stages.Grading.Calibration;

/// <summary>A scripted model that says which model it is, as providers do.</summary>
internal sealed class NamedModel(Func<string, string> answer) : DelegatingChatClient(new ScriptedModel(answer))
{
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var response = await base.GetResponseAsync(messages, options, cancellationToken);
        response.ModelId = "named/model";
        return response;
    }
}
