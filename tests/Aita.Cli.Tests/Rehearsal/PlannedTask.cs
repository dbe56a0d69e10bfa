using Aita.Cli.Rehearsal;
using Aita.Execution;
using Microsoft.Extensions.AI;

namespace Aita.Cli.Tests.Rehearsal;

/// <summary>
/// A task of a random world. Every fifth one has a follow-up. Its message carries the ids of the tasks that it asks for, unseen by the model, so that
/// a witness can tell tasks with the same request apart.
/// </summary>
internal sealed class PlannedTask : BatchableLlmTask<string>
{
    /// <summary>The only text of an answer that can be used.</summary>
    public const string Good = "ok";

    /// <summary>A model that does not exist, as all do not whose names begin so.</summary>
    public const string Missing = "gone";

    private readonly WorldTraits _traits;
    private readonly int? _beginning;
    private readonly Question _question;

    public PlannedTask(string id, int tasks, WorldTraits traits)
        : base(id)
    {
        _traits = traits;
        _question = Question.Of(id, tasks, traits.Repetition);
        var number = _question.Number;
        _beginning = traits.Beginnings > 0 && number % 4 != 3 ? number % traits.Beginnings : null;
        Options = new ChatOptions
        {
            MaxOutputTokens = WorldTraits.Output,
            ModelId = number % 10 < traits.Misdirected * 10 ? Missing : ScriptedProvider.Model,
        };
    }

    public override ChatOptions Options { get; }

    public override int? SampleIndex => _question.Sample;

    public override IReadOnlyList<ChatMessage> BuildMessages() => CombineWith([]);

    public override IReadOnlyList<ChatMessage>? BuildRepairMessages(IReadOnlyList<ChatMessage> messages, LlmAnswer answer, string problem) =>
        _traits.Reasks ? RepairPrompt.Build(messages, answer, problem, "Try again.") : null;

    public override string ParseResponse(string text) => text == Good ? text : throw new FormatException("it is not what was asked for");

    public override IEnumerable<LlmTask> FollowUps(string value) =>
        Id[0] == 't' && Id[^1] is '0' or '5' ? [new PlannedTask('f' + Id[1..], tasks: 0, _traits)] : [];

    public override bool CanBatchWith(BatchableLlmTask<string> other) =>
        other is PlannedTask task && task._beginning == _beginning && task.Id[0] == Id[0] && task.Options.ModelId == Options.ModelId;

    public override IReadOnlyList<ChatMessage> CombineWith(IReadOnlyList<BatchableLlmTask<string>> others)
    {
        PlannedTask[] all = [this, .. others.Cast<PlannedTask>()];
        var ask = new ChatMessage(ChatRole.User, string.Join('\n', all.Select(static task => $"{task._question.Text} says what a question says")))
        {
            RawRepresentation = all.Select(static task => task.Id).ToArray(),
        };
        return _beginning is { } number ? [new(ChatRole.System, $"{number}: {WorldTraits.LongBeginning}"), ask] : [ask];
    }

    public override IReadOnlyList<string?> SplitBatchResult(string text, IReadOnlyList<BatchableLlmTask<string>> tasks)
    {
        var parts = text.Split('\n');
        return parts.Length == tasks.Count ? [.. parts.Select(static part => part == "-" ? null : part)] : throw new FormatException("it has too few parts");
    }
}
