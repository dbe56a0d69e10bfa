using Aita.Cli.JsonLines;
using Aita.Execution;
using Microsoft.Extensions.AI;

namespace Aita.Cli.Rehearsal;

/// <summary>A request of the input, of the same size and limits as in earnest, to the pretended model.</summary>
internal sealed class RehearsedTask(BatchTask task) : LlmTask<bool>(task.Id)
{
    private ChatOptions? _options;

    public override ChatOptions Options => _options ??= new ChatOptions
    {
        ModelId = ScriptedProvider.Model,
        MaxOutputTokens = task.Options.MaxOutputTokens,
        RawRepresentationFactory = task.Options.RawRepresentationFactory,
    };

    public override IReadOnlyList<ChatMessage> BuildMessages() => task.BuildMessages();

    public override LlmFailure? CheckAnswer(LlmAnswer answer) => null; // nobody has written one

    public override bool ParseResponse(string text) => true;
}
