using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace Aita.Execution;

/// <summary>
/// A task whose answer is JSON of a type: sends the type's JSON schema, reads the answer with <see cref="JsonAnswer"/>, checks it, and when it
/// cannot be used shows the model why, once.
/// </summary>
/// <typeparam name="TResult">Type of the value. Its <c>required</c> members must be in the answer.</typeparam>
public abstract class JsonTask<TResult> : LlmTask<TResult>
{
    private const string Request =
        "Answer again with the whole JSON, corrected, and nothing else. Write every backslash in a string twice.";

    private readonly JsonTypeInfo<TResult> _type;

    /// <summary>Creates a task.</summary>
    /// <param name="id">Stable name, unique in the batch, not blank.</param>
    /// <param name="type">How the value is read; from a source-generated <c>JsonSerializerContext</c>, which works ahead of time too.</param>
    /// <param name="options">Model, temperature, output limit and so on, to which the response format is added. Is not changed.</param>
    /// <param name="schema">The JSON schema to send. Default: made from the type, without additional properties and with all required.</param>
    protected JsonTask(string id, JsonTypeInfo<TResult> type, ChatOptions? options = null, JsonElement? schema = null)
        : base(id)
    {
        ArgumentNullException.ThrowIfNull(type);
        _type = type;
        var withFormat = options?.Clone() ?? new ChatOptions();
        withFormat.ResponseFormat = schema is { } given ? JsonSchemas.FormatOf(type, given) : JsonSchemas.FormatOf(type);
        Options = withFormat;
    }

    /// <inheritdoc/>
    public sealed override ChatOptions? Options { get; }

    /// <inheritdoc/>
    /// <exception cref="LlmException">As for <see cref="ParseResponse"/>. JSON that is not finished although the model says that it is, is invalid and not
    /// cut off: more tokens would not help, showing the model the problem may.</exception>
    public override TResult ParseAnswer(LlmAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        try
        {
            return base.ParseAnswer(answer);
        }
        catch (LlmException e) when (e.Failure.Kind == FailureKind.Truncated && answer.FinishReason == "stop")
        {
            throw Invalid("The JSON of the answer is not finished: at its end something is missing, such as a closing bracket.", answer.Text, e);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="LlmException">The text has no JSON, or none that fits the type and passes <see cref="Validate"/>.</exception>
    public sealed override TResult ParseResponse(string text)
    {
        var value = Deserialise(JsonAnswer.Parse(text), text);
        var problems = Validate(value).ToList();
        return problems.Count switch
        {
            0 => value,
            1 => throw Invalid(problems[0], text),
            _ => throw Invalid(string.Join("\n- ", problems.Prepend($"The answer has {problems.Count} problems:")), text),
        };
    }

    /// <summary>Shows the model its answer and what was wrong with it.</summary>
    public override IReadOnlyList<ChatMessage>? BuildRepairMessages(
        IReadOnlyList<ChatMessage> messages, LlmAnswer answer, string problem) => RepairPrompt.Build(messages, answer, problem, Request);

    /// <summary>Checks a value that was read. Must be a pure function.</summary>
    /// <returns>What is wrong with it, a sentence for each problem; the model is shown them in a re-ask. Default: nothing.</returns>
    protected virtual IEnumerable<string> Validate(TResult value) => [];

    internal sealed override bool IsMended(LlmAnswer answer) => !JsonAnswer.IsJson(answer.Text);

    private static LlmException Invalid(string message, string text, Exception? inner = null) =>
        new(new LlmFailure(FailureKind.InvalidResponse, message) { RawResponse = text }, inner);

    private TResult Deserialise(JsonElement json, string text)
    {
        try
        {
            return json.Deserialize(_type) ?? throw Invalid("The answer is null; a value was asked for.", text);
        }
        catch (JsonException e)
        {
            throw Invalid($"The JSON of the answer does not fit: {JsonProblem.Reason(e)} (at {e.Path ?? "$"}).", text, e);
        }
        catch (InvalidOperationException e)
        {
            throw Invalid($"The JSON of the answer does not fit: {e.Message}", text, e);
        }
    }
}
