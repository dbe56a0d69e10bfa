using Aita.Execution;
using Microsoft.Extensions.AI;

namespace Aita.Benchmarks.Macro;

/// <summary>A task whose answer takes a time that is known before.</summary>
internal sealed class SizedTask(int number, TimeSpan time, bool hasHint) : LlmTask<string>($"task-{number}")
{
    public override double? SizeHint => hasHint ? time.TotalSeconds : null;

    public override IReadOnlyList<ChatMessage> BuildMessages() => [new(ChatRole.User, SizesServer.Prompt(number, time))];

    public override string ParseResponse(string text) => text;
}
