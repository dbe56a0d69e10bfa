using Microsoft.Extensions.AI;

namespace Aita.Execution;

/// <summary>Builds the next request of a task: messages, options, task key, and what it will probably use.</summary>
internal sealed class Preparation(BatchState state)
{
    private readonly TokenLimits _limits = TokenLimits.Of(state.Options);

    /// <summary>Builds the request and estimates what it will use.</summary>
    /// <returns>Why the request could not be built, or null.</returns>
    /// <exception cref="OperationCanceledException">The batch is stopping.</exception>
    public async ValueTask<LlmFailure?> PrepareAsync(WorkItem item, CancellationToken cancellationToken) =>
        await BuildAsync(item, cancellationToken).ConfigureAwait(false) ?? TryEstimate(item);

    /// <summary>Builds the request only: enough to look for an answer that was bought before.</summary>
    /// <returns>Why the request could not be built, or null.</returns>
    /// <exception cref="OperationCanceledException">The batch is stopping.</exception>
    public async ValueTask<LlmFailure?> BuildAsync(WorkItem item, CancellationToken cancellationToken)
    {
        try
        {
            if (item.IsGroup)
            {
                Combine(item);
            }
            else
            {
                await BuildAloneAsync(item, cancellationToken).ConfigureAwait(false);
            }

            UseModelAndBody(item);
            return null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !item.IsGroup)
        {
            throw;
        }
        catch (Exception exception)
        {
            return Unbuildable(exception);
        }
    }

    /// <summary>Estimates what a request that is really to be sent will use; to be called again when its messages change.</summary>
    /// <returns>Why it could not be read, or null.</returns>
    public LlmFailure? TryEstimate(WorkItem item)
    {
        try
        {
            Estimate(item);
            return null;
        }
        catch (Exception exception)
        {
            return Unbuildable(exception);
        }
    }

    /// <summary>Finds how the request begins, where that may be cached; to be called once, when the task is really to be sent.</summary>
    public void FindPrefix(WorkItem item)
    {
        if (state.Options.CacheAwareScheduling)
        {
            var model = item.OwnModel ?? state.DefaultModel;
            var prefix = item.RawBody is { } body ? PrefixDetection.Find(body.Span, model) : PrefixDetection.Find(item.Messages!, model, item.Options?.Instructions);
            item.Prefix = prefix is not null && state.Routing.IsCached(item, prefix) ? prefix : null;
        }
    }

    private static LlmFailure Unbuildable(Exception exception) =>
        (exception as LlmException)?.Failure ?? new LlmFailure(FailureKind.Rejected, $"The request could not be built: {exception.Message}");

    private void Estimate(WorkItem item)
    {
        var kind = state.KindOf(item);
        item.Counted = item.RawBody is { } body
            ? BodyEstimate.Input(body.Span, kind.Model)
            : TokenEstimate.Input(item.Messages!, item.Options?.Instructions, kind.Model);
        item.TasksInRequest = item.Followers.Count + 1;
        var expected = state.LearntUsage.Expect(kind, item.Counted.Likely);
        var output = Math.Min(kind.MaxOutputTokens ?? long.MaxValue, expected.Output * item.TasksInRequest);
        var all = new TokenUsage(expected.Input, output);
        item.Estimated = item.IsGroup ? all : _limits.Fit(all, item.Counted.Likely); // a group that fits no limit is halved
        item.TokensAlone = item.IsGroup ? item.TokensAlone : item.Estimated.Total;
    }

    private async ValueTask BuildAloneAsync(WorkItem item, CancellationToken cancellationToken)
    {
        var messages = await item.Task.BuildMessagesAsync(cancellationToken).ConfigureAwait(false);
        item.Options = item.Task.Options;
        item.RawBody = item.Options?.RawRepresentationFactory?.Invoke(state.Client) is RawRequest raw ? raw.Body : default(ReadOnlyMemory<byte>?);
        if (state.Options.MaxOutputTokens is { } most)
        {
            Limit(item, most);
        }

        item.ToldLimit = OutputLimit.Of(item.Options);
        if (item.Key.Length == 0)
        {
            item.Key = TaskKey.Compute(messages, item.Options, state.DefaultModel, item.RawBody ?? default, item.Task.SampleIndex);
        }

        item.Messages = messages;
        if (item.Rejected is { } rejected)
        {
            item.Messages = item.Task.BuildRepairMessages(messages, rejected.Answer, rejected.Problem) ?? messages;
            item.RawBody = Continue(item.RawBody, [.. item.Messages.Where(message => !messages.Contains(message))], rejected);
        }
    }

    // A limit for a request that has none.
    private static void Limit(WorkItem item, int most)
    {
        var limited = default(ReadOnlyMemory<byte>?);
        if (item.Options?.MaxOutputTokens is not null
            || (item.RawBody is { } body && (RawLimit.Read(body.Span) is not null || (limited = RawLimit.Set(body, most)) is null)))
        {
            return;
        }

        item.Options = item.Options?.Clone() ?? new ChatOptions();
        item.Options.MaxOutputTokens = most;
        if (limited is { } raw)
        {
            item.RawBody = raw;
            item.Options.MaxOutputTokens = OutputLimit.Times(most, RawLimit.ReadAnswers(raw.Span));
            item.Options.RawRepresentationFactory = _ => new RawRequest(raw);
        }
    }

    /// <exception cref="LlmException">The body cannot be continued: the answer stays refused for what was wrong with it.</exception>
    private static ReadOnlyMemory<byte>? Continue(ReadOnlyMemory<byte>? body, IReadOnlyList<ChatMessage> added, (LlmAnswer Answer, string Problem) rejected) =>
        body is not { } raw || added.Count == 0 ? body
            : RawMessages.Append(raw, added) ?? throw new LlmException(new LlmFailure(FailureKind.InvalidResponse, rejected.Problem) { RawResponse = rejected.Answer.Text });

    // Another model than the task's own may be asked, and another body sent; the key stays that of the task's own request.
    private static void UseModelAndBody(WorkItem item)
    {
        item.OwnModel = item.Options?.ModelId;
        var isContinued = item.RawBody is not null && item.Rejected is not null;
        if (item.Model is null && !isContinued)
        {
            return;
        }

        var options = item.Options?.Clone() ?? new ChatOptions();
        options.ModelId = item.Model ?? options.ModelId;
        if (item.RawBody is { } body)
        {
            var replacesModel = item.Model is not null;
            options.RawRepresentationFactory = _ => new RawRequest(body) { ReplacesModel = replacesModel };
        }

        item.Options = options;
    }

    private void Combine(WorkItem item)
    {
        var first = (ICombinable)item.Task;
        List<LlmTask> others = [.. item.Followers.Select(static follower => follower.Task)];
        item.Prefix = null;
        item.Messages = first.Combine(others);
        item.Options = first.CombineOptions(others);
        if (state.Options.MaxOutputTokens is { } most)
        {
            Limit(item, OutputLimit.Times(most, others.Count + 1));
        }
    }
}
